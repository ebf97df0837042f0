import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

import { blocksOf, type Commands } from '../support/blocks.js';
import { DOCUMENTS, filesOf, folderOf, startOf } from '../support/documents.js';
import { PATIENCE, Project } from '../support/project.js';

const PAGES = DOCUMENTS.map((path) => ({ path, ...blocksOf(path, startOf(path)) }));
const RUN = PAGES.filter(({ commands }) => commands.length > 0);
const SKIPPED = PAGES.flatMap(({ path, skipped }) => skipped.map((block) => ({ path, ...block })));

const project = new Project();
project.write({
  'package.json': '{ "type": "module" }',
  'npm/npm': `#!/bin/sh\nexec node ${resolve('spec/support/linking-npm.mjs')} "$@"\n`,
});
project.install();
chmodSync(join(project.folder, 'npm/npm'), 0o755);

/** Nothing is asked of a registry, and each app that listens takes a free port. */
const ENVIRONMENT = {
  PATH:
    ['npm', 'node_modules/.bin'].map((name) => join(project.folder, name) + delimiter).join('') + process.env['PATH'],
  PHIAL_MODULES: resolve('node_modules'),
  PHIAL_NPM: execFileSync('which', ['npm'], { encoding: 'utf8' }).trim(),
  PHIAL_PORT: '0',
  PHIAL_SECRET_KEY: 'a key for the commands of the documentation',
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
};

/** The commands of a block, of which one may go over several lines. */
function linesOf(text: string): string[] {
  const lines = text.replace(/\\\n */g, '').split('\n');
  return lines.filter((line) => !/^(?:#.*)?$/.test(line));
}

/** Types a line into a shell that remembers where it is. An app that listens is ended: it has shown that it runs. */
async function type(line: string, page: string): Promise<{ line: string; code: number | null; said: string }> {
  const where = join(project.folder, `${page}.cwd`);
  const script = `cd "$(cat ${where})" || exit\n${line}\ncode=$?; pwd > ${where}; exit $code`;
  const command = project.start(['-c', script], { program: [], executable: 'bash', env: ENVIRONMENT });
  const listens = command.says(/Listening at/).then(
    () => true,
    () => false,
  );
  const isListening = await listens;
  if (isListening) await command.kill();
  const code = isListening ? 0 : await command.ended;
  return { line, code, said: code === 0 ? '' : command.stdout + command.stderr };
}

/** The page's files are laid where its reader is by then. */
function lay({ files }: Commands, page: string): void {
  const where = readFileSync(join(project.folder, `${page}.cwd`), 'utf8').trim();
  const below = where.slice(project.folder.length + 1);
  project.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${below}/${name}`, text])));
}

/** A page that tells of an app takes it for one whose packages are installed. */
async function begin(page: string): Promise<void> {
  project.write(
    Object.fromEntries(Object.entries(filesOf('starter')).map(([name, text]) => [`${page}/${name}`, text])),
  );
  cpSync('starter/static', join(project.folder, page, 'static'), { recursive: true });
  expect(await type('npm install', page)).toMatchObject({ code: 0 });
}

describe.each(RUN)('The commands of $path', ({ path, commands }) => {
  const page = folderOf(path);

  it(
    'do what they say, one after the other',
    async () => {
      project.write({ [`${page}.cwd`]: join(project.folder, page), [`${page}/.keep`]: '' });
      if ('Dockerfile' in startOf(path)) await begin(page);
      for (const block of commands) {
        lay(block, page);
        for (const line of linesOf(block.text)) {
          expect(await type(line, page)).toEqual({ line, code: 0, said: '' });
        }
      }
    },
    PATIENCE,
  );
});

/** What `npm run` knows, here and in what `phial new` makes. */
const SCRIPTS = ['package.json', 'starter/package.json'].flatMap((path) =>
  Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { scripts: object }).scripts),
);

describe.each(SKIPPED)('The commands at $path:$line, not run for the reason "$reason"', ({ text }) => {
  it('name scripts and files that there are', () => {
    const scripts = [...text.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map(([, name]) => name!);
    expect(scripts.filter((name) => !SCRIPTS.includes(name))).toEqual([]);
    const files = [...text.matchAll(/^(?:node|bash) ((?!node_modules)[\w./-]+\/[\w./-]+)/gm)].map(([, name]) => name!);
    expect(files.filter((name) => !existsSync(name))).toEqual([]);
  });
});
