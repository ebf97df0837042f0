import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { Get } from 'phial';
import { loggedBy } from './support/log-of.js';
import { PATIENCE, Project, type Command } from './support/project.js';
import { quietApp } from './support/quiet-app.js';

const page = readFileSync('docs/observability.md', 'utf8');

/** The text of a section of the page. */
function section(title: string): string {
  return page.split(/^## /m).find((one) => one.startsWith(`${title}\n`))!;
}

/** The programs of a section, by the name of their file, which their first line tells. */
function programs(title: string): Record<string, string> {
  const blocks = section(title).matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs);
  return Object.fromEntries([...blocks].map(([, name, code]) => [name!, code!]));
}

/** Runs the programs of a section; each app says where it listens. */
function start(title: string, env: Record<string, string> = {}, change = (code: string): string => code): Command {
  const files = Object.fromEntries(Object.entries(programs(title)).map(([name, code]) => [name, change(code)]));
  const project = new Project(files);
  for (const name of ['@sentry', '@fastify', '@opentelemetry', 'prom-client'])
    symlinkSync(join(process.cwd(), 'node_modules', name), join(project.folder, 'node_modules', name));
  return project.start(['run', 'app.ts', '--port', '0'], { env });
}

/** The lines of a program's log. */
function logOf({ stdout }: Command): Record<string, unknown>[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"level"'));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Stands for Sentry: it keeps the events that it is sent. */
async function fakeSentry(): Promise<{ dsn: string; events: string[]; close: () => void }> {
  const events: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (body.includes('"exception"')) events.push(body);
      response.end('{}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { dsn: `http://key@127.0.0.1:${port}/1`, events, close: () => void server.close() };
}

describe('docs/observability.md', () => {
  it(
    'has Sentry hear of each unforeseen error once, and of no 404',
    async () => {
      const sentry = await fakeSentry();
      const command = start('Sentry', { SENTRY_DSN: sentry.dsn });
      const address = await command.address();
      for (const id of [0, 7, 8]) await fetch(`${address}/notes/${id}`);
      const deadline = Date.now() + 10_000;
      while (sentry.events.length < 2 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50));
      await new Promise((done) => setTimeout(done, 200));
      sentry.close();
      expect(sentry.events).toHaveLength(2);
      expect(sentry.events[0]).toContain('No such note');
      expect(sentry.events[0]).toContain('Notes.show');
    },
    PATIENCE,
  );

  it(
    'tells what the log line of an error holds',
    async () => {
      const command = start('Sentry');
      expect((await fetch(`${await command.address()}/notes/7`)).status).toBe(500);
      await command.says('Notes.show failed');
      const line = logOf(command).find(({ level }) => level === 50)!;
      const told = JSON.parse(/```json\n(.*?)```/s.exec(readFileSync('docs/logging.md', 'utf8'))![1]!) as typeof line;
      expect(Object.keys(line)).toEqual(Object.keys(told));
      expect(Object.keys(line['err'] as object)).toEqual(Object.keys(told['err'] as object));
      const { msg, handler, route } = told;
      expect(line).toMatchObject({ msg, handler, route });
    },
    PATIENCE,
  );

  it(
    "has OpenTelemetry's spans bear the names of handlers, and the error",
    async () => {
      const command = start('OpenTelemetry');
      const address = await command.address();
      expect((await fetch(`${address}/notes/7`)).status).toBe(200);
      expect((await fetch(`${address}/notes/0`)).status).toBe(500);
      command.interrupt('SIGTERM');
      await command.ended;
      expect(command.stdout).toContain("name: 'handler - Notes.show'");
      expect(command.stdout).toContain("'exception.message': 'No such note'");
    },
    PATIENCE,
  );

  it(
    'has Prometheus count requests by their route',
    async () => {
      const address = await start('Prometheus').address();
      await fetch(`${address}/nowhere/${Math.random()}`);
      await fetch(`${address}/metrics`);
      const metrics = await (await fetch(`${address}/metrics`)).text();
      expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="/metrics",status="200"} 1');
      expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="none",status="404"} 1');
      expect(metrics).toContain('nodejs_eventloop_lag_seconds');
    },
    PATIENCE,
  );

  it.each([
    ['up', 200, '{"status":"ok"}'],
    ['down', 503, 'The database does not answer.'],
  ])(
    'has a health check that knows the database: %s is %d',
    async (DATABASE, status, answer) => {
      const command = start('Health, and too much load', { DATABASE });
      const response = await fetch(`${await command.address()}/health`);
      expect(response.status).toBe(status);
      expect(await response.text()).toContain(answer);
    },
    PATIENCE,
  );

  it(
    'has under-pressure answer 503 with Retry-After beyond a limit',
    async () => {
      const command = start('Health, and too much load', {}, (code) => code.replace('1_000_000_000', '1'));
      const address = await command.address();
      // It looks at the memory once in a second.
      await new Promise((done) => setTimeout(done, 2000));
      const response = await fetch(`${address}/health`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
    },
    PATIENCE,
  );
});

describe('The log of a plugin', () => {
  it('carries the id of the request', async () => {
    class Pages {
      @Get('/')
      index() {
        return 'Hello';
      }
    }
    const { logger, entries } = loggedBy();
    const app = quietApp([Pages], { fastify: { logger } as never });
    app.fastify.addHook('onRequest', async (request) => request.log.warn('seen'));
    await app.testClient().get('/');
    expect(entries).toEqual([expect.objectContaining({ msg: 'seen', reqId: 'req-1' })]);
  });
});
