import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { freePort } from '../../support/free-port.js';

/** Debian has it where only root looks. */
export const NGINX = ['nginx', '/usr/sbin/nginx'].find((name) => spawnSync(name, ['-v']).status === 0);

/** Skips specs where there is no nginx to run, but never in CI: there they fail. */
export function describeWithNginx(name: string, specs: () => void): void {
  if (NGINX !== undefined || process.env['CI']) describe(name, specs);
  else describe.skip(`${name} (nginx is not installed)`, specs);
}

/** An nginx of a spec's own. */
export interface Nginx {
  /** Where it takes whichever process it likes, and where it takes the first and the second. */
  all: string;
  one: string;
  two: string;
  stop(): Promise<void>;
}

/**
 * Starts an nginx as docs/deploy.md has it.
 *
 * @param folder an empty one, for its files
 * @param servers two, as `upstream` names them
 */
export async function startNginx(folder: string, servers: readonly [string, string]): Promise<Nginx> {
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  writeFileSync(join(folder, 'nginx.conf'), configOf(folder, servers, ports));
  const child = spawn(NGINX ?? 'nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('start worker process ')) resolve();
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`nginx did not start:\n${said.join('\n')}`)));
  });
  const [all, one, two] = ports.map((port) => `http://127.0.0.1:${port}`);
  const stop = async (): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  return { all: all!, one: one!, two: two!, stop };
}

function configOf(folder: string, [one, two]: readonly [string, string], ports: readonly number[]): string {
  // Never out of turn: else one connection that a worker closes at its end takes all of its process away for ten seconds.
  const upstreams = [[one, two], [one], [two]].map((some) =>
    some.map((server) => `server ${server} max_fails=0;`).join(' '),
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
error_log stderr notice;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  map $http_upgrade $connection_upgrade {
    default upgrade;
    '' '';
  }
${ports.map((port, index) => serverOf(`upstream${index}`, upstreams[index]!, port)).join('')}}
`;
}

function serverOf(name: string, servers: string, port: number): string {
  return `
  upstream ${name} { ${servers} keepalive 32; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://${name};
      proxy_http_version 1.1;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
`;
}
