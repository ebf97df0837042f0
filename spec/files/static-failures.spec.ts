import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import fs, { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

interface Outcome {
  status: number;
  log: string[];
  /** What the channel for errors has told, and what the hooks for them were given. */
  channel: string[];
  hooks: string[];
}

describe('A static file', () => {
  const root = mkdtempSync(join(tmpdir(), 'phial-static-'));
  mkdirSync(join(root, 'static'));
  afterAll(() => rmSync(root, { recursive: true }));
  afterEach(() => void jest.restoreAllMocks());

  beforeEach(() => {
    writeFileSync(join(root, 'static/small.txt'), 'small');
    writeFileSync(join(root, 'static/large.txt'), '');
    truncateSync(join(root, 'static/large.txt'), 20_000_000);
  });

  /** Has a function of `node:fs` fail with a code, behind as many calls as go well. */
  function fails(name: 'open' | 'read' | 'stat', code: string, after = 0): void {
    const original = fs[name] as (...given: unknown[]) => void;
    let calls = 0;
    jest.spyOn(fs, name).mockImplementation(((...given: unknown[]) => {
      if (calls++ < after) return original(...given);
      (given.at(-1) as (error: Error) => void)(Object.assign(new Error(`${code}: of the disk`), { code }));
    }) as never);
  }

  async function ask(name: string): Promise<Outcome> {
    const outcome: Outcome = { status: 0, log: [], channel: [], hooks: [] };
    const { logger, entries } = loggedBy();
    const listen = (message: unknown): void => void outcome.channel.push((message as { error: Error }).error.message);
    subscribe('tracing:fastify.request.handler:error', listen);
    const app = quietApp([], { root, fastify: { logger } as never });
    app.fastify.addHook('onError', async (_request, _reply, { message }) => void outcome.hooks.push(message));
    const answer = await fetch(`${await app.run({ port: 0 })}/static/${name}`);
    outcome.status = answer.status;
    await answer.arrayBuffer().catch(() => outcome.log.push('broken off'));
    await app.close();
    unsubscribe('tracing:fastify.request.handler:error', listen);
    outcome.log.push(...entries.map(({ level, msg }) => `${level} ${msg}`));
    return outcome;
  }

  it.each([
    ['read', 'EIO', 'small.txt'],
    ['read', 'EIO', 'large.txt'],
    ['open', 'EMFILE', 'small.txt'],
    ['stat', 'EIO', 'small.txt'],
  ] as const)('that cannot be served is an error of the static files: %s, %s, %s', async (call, code, name) => {
    fails(call, code);
    expect(await ask(name)).toEqual({
      status: 500,
      log: [`50 The route GET /static/* of the static files failed: GET /static/${name}`],
      channel: [`${code}: of the disk`],
      hooks: [`${code}: of the disk`],
    });
  });

  it('is logged when it breaks on its way', async () => {
    fails('read', 'EIO', 3);
    expect(await ask('large.txt')).toEqual({
      status: 200,
      log: [
        'broken off',
        '50 The route GET /static/* of the static files failed while its response was sent: GET /static/large.txt',
      ],
      channel: ['EIO: of the disk'],
      hooks: [],
    });
  });

  it('is a 404 when it may not be read, or is gone', async () => {
    fails('open', 'EACCES');
    expect(await ask('small.txt')).toMatchObject({ status: 404, log: [], channel: [] });
  });

  it('that is not there is nothing to monitoring', async () => {
    expect(await ask('missing.txt')).toEqual({ status: 404, log: [], channel: [], hooks: [] });
  });
});
