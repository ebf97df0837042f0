import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { freePort } from './free-port.js';

const IS_INSTALLED = spawnSync('redis-server', ['--version']).status === 0;

/** Skips specs where there is no redis-server to run, but never in CI: there they fail. */
export function describeWithRedis(name: string, specs: () => void): void {
  if (IS_INSTALLED || process.env['CI']) describe(name, specs);
  else describe.skip(`${name} (redis-server is not installed)`, specs);
}

/** A Redis of a spec's own. */
export interface RedisServer {
  url: string;
  start(): Promise<void>;
  /** As it is when its machine goes away. */
  kill(): Promise<void>;
  /** Stops answering, and keeps its connections. */
  freeze(): void;
  thaw(): void;
}

/**
 * Starts a redis-server.
 *
 * @param folder where it keeps all that it was told, at once; without one, nothing outlives it
 */
export async function startRedis(folder?: string): Promise<RedisServer> {
  const keeping = folder === undefined ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--dir', folder];
  const always = folder === undefined ? [] : ['--appendfsync', 'always'];
  const port = await freePort();
  let child: ReturnType<typeof spawn> | undefined;
  const start = async (): Promise<void> => {
    child = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...keeping, ...always],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const failed = once(child, 'exit').then(() => Promise.reject(new Error('redis-server did not start.')));
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: child!.stdout! }).on(
        'line',
        (line) => void (line.includes('Ready to accept connections') && resolve()),
      );
    });
    failed.catch(() => {});
    await Promise.race([ready, failed]);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    freeze: () => void child!.kill('SIGSTOP'),
    thaw: () => void child!.kill('SIGCONT'),
  };
}
