import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fastifyPlugin from 'fastify-plugin';

import { eventStream, Get, Response, sendFile } from 'phial';

import { quietApp } from '../support/quiet-app.js';

const root = mkdtempSync(join(tmpdir(), 'phial-caching-'));
mkdirSync(join(root, 'static'));
for (const name of ['small.txt', 'static/app.css']) writeFileSync(join(root, name), 'x');
writeFileSync(join(root, 'large.txt'), 'x'.repeat(100_000));
afterAll(() => rmSync(root, { recursive: true, force: true }));

class Pages {
  @Get('/events')
  events() {
    return eventStream(['one']);
  }

  @Get('/kept')
  kept() {
    return sendFile('small.txt', { maxAge: 60 });
  }

  @Get('/own')
  own() {
    return new Response(sendFile('small.txt'), { headers: { 'Cache-Control': 'max-age=5' } });
  }

  @Get('/:name')
  file(name: string) {
    return sendFile(name);
  }
}

/** The Cache-Control of a path, in an app with a plugin that says one of each response. */
async function caching(path: string, said: string): Promise<unknown> {
  const plugin = fastifyPlugin(async (fastify) => {
    fastify.addHook('onRequest', async (_request, reply) => void reply.header('Cache-Control', said));
  });
  const response = await quietApp([Pages], { root, plugins: [plugin] })
    .testClient()
    .get(path);
  return response.headers['cache-control'];
}

describe('What Phial says of caches', () => {
  it.each(['/small.txt', '/large.txt', '/events', '/static/app.css'])(
    'gives way to a plugin that keeps more from them: %s',
    async (path) => {
      expect(await caching(path, 'no-store')).toBe('no-store');
      expect(await caching(path, 'private')).toBe('private, no-cache');
      expect(await caching(path, 'public, max-age=60')).toBe('no-cache');
    },
  );

  it('does not where the handler has asked for it', async () => {
    expect(await caching('/kept', 'no-store')).toBe('public, max-age=60');
    expect(await caching('/own', 'no-store')).toBe('max-age=5');
  });
});
