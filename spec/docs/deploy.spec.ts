import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { validate as lint } from 'dockerfile-utils';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { parse } from 'yaml';

import { PATIENCE, Project } from '../support/project.js';

/** The manifests of the page. */
function manifests(): Record<string, unknown>[] {
  const blocks = readFileSync('docs/deploy.md', 'utf8').matchAll(/^```yaml\n([^]*?)^```$/gm);
  return [...blocks].map(([, text]) => parse(text!) as Record<string, unknown>).filter((one) => 'apiVersion' in one);
}

describe('docs/deploy.md', () => {
  it('has a Deployment that the schema of Kubernetes allows', () => {
    const all = manifests();
    expect(all.map(({ apiVersion, kind }) => `${String(apiVersion)} ${String(kind)}`)).toEqual(['apps/v1 Deployment']);
    expect(() => new Deployment(all[0]).validate()).not.toThrow();
    expect(() => new Deployment({ ...all[0], spec: {} } as never).validate()).toThrow('selector');
  });

  it(
    'has no member in it that Kubernetes does not know',
    () => {
      const project = new Project();
      project.install('.', 'kubernetes-models');
      symlinkSync(
        join(process.cwd(), 'node_modules/@kubernetes-models'),
        join(project.folder, 'node_modules/@kubernetes-models'),
      );
      project.write({ 'package.json': '{ "type": "module" }', 'manifests.ts': manifests().map(declared).join('\n') });
      const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
      const compile = () =>
        execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...flags, 'manifests.ts'], {
          cwd: project.folder,
          encoding: 'utf8',
        });
      expect(compile()).toBe('');
      project.write({ 'manifests.ts': declared({ ...manifests()[0], replicaz: 2 }) });
      expect(compile).toThrow();
    },
    PATIENCE,
  );
});

/** The compiler knows the members by the same schema. */
function declared(manifest: object): string {
  return `import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
export const manifest: IDeployment = ${JSON.stringify(manifest)};`;
}

describe('The Dockerfile of the starter', () => {
  it('has nothing that a linter finds', () => {
    expect(lint(readFileSync('starter/Dockerfile', 'utf8'))).toEqual([]);
    expect(lint('FROM node:24-slim\nRUM npm install').map(({ message }) => message)).toEqual([
      'Unknown instruction: RUM',
    ]);
  });
});
