import { Command, Get, Options } from 'phial';
import { z } from 'zod';

import { appOf } from '../support/app-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

// What needs a process of its own is in spec/cli: rows.ts names those specs.
describe("Of Flask's command line, debugger, log and signals,", () => {
  class Pages {
    @Get('/')
    index() {
      return '';
    }

    @Get('/broken')
    broken(): string {
      throw new Error('tea & milk');
    }
  }

  it('routes: endpoints, methods, paths and handlers', () => {
    expect(quietApp([Pages]).routes[0]).toMatchObject({
      endpoint: 'pages.index',
      methods: ['GET'],
      path: '/',
      handler: 'Pages.index',
    });
  });

  class Seed extends Options(z.object({ dryRun: z.boolean().default(false) })) {}

  class Store {
    @Command('seed [count]', 'Fills the database')
    *seed(options: Seed, count: number = 1) {
      yield `${count} notes`;
      yield options.dryRun ? 'nothing done' : 'done';
    }
  }

  it('Custom commands: of a controller or a service, with arguments and options', async () => {
    const app = quietApp([], { services: [new Store()] });
    expect(await app.runCommand(['seed', '20', '--dry-run'])).toEqual({
      exitCode: 0,
      output: '20 notes\nnothing done\n',
    });
  });

  it("Custom commands: a blueprint's have its name", async () => {
    const app = quietApp([], { blueprints: [{ name: 'shop', services: [new Store()] }] });
    expect((await app.runCommand(['shop:seed'])).output).toBe('1 notes\ndone\n');
  });

  it('Custom commands: wrong usage is 2', async () => {
    expect((await quietApp([], { services: [new Store()] }).runCommand(['seed', 'many'])).exitCode).toBe(2);
  });

  it('Debugger page: source, request and error, escaped, for this machine alone', async () => {
    const client = quietApp([Pages], { debug: true }).testClient();
    const { status, text } = await client.get('/broken', { headers: { accept: 'text/html' } });
    expect(status).toBe(500);
    for (const part of ['tea &amp; milk', 'Pages.broken', 'command-line.spec']) expect(text).toContain(part);
    const elsewhere = await client.get('http://evil.example/broken');
    expect(elsewhere.text).not.toContain('tea');
  });

  it('Logging: a line of JSON with the id of its request', async () => {
    const { logger, entries } = loggedBy();
    const app = appOf(({ log }) => (log.warn('Low on tea'), ''), { fastify: { logger } });
    await app.testClient().get('/');
    expect(entries).toEqual([expect.objectContaining({ msg: 'Low on tea', level: 40, reqId: expect.any(String) })]);
  });

  it('Logging: app.log, outside of requests', () => {
    const { logger, entries } = loggedBy();
    quietApp([], { fastify: { logger } }).log.error('Out of tea');
    expect(entries[0]!.msg).toBe('Out of tea');
  });

  // DESIGN §5: hooks, and Fastify's own hooks for the rest.
  it("Signals: Fastify's hooks hear of requests, responses and errors, once", async () => {
    const heard: string[] = [];
    const app = quietApp([Pages]);
    app.fastify.addHook('onRequest', async () => void heard.push('request_started'));
    app.fastify.addHook('onError', async (_request, _reply, error) => void heard.push(error.message));
    app.fastify.addHook('onSend', async () => void heard.push('request_finished'));
    await app.testClient().get('/broken');
    expect(heard).toEqual(['request_started', 'tea & milk', 'request_finished']);
  });
});
