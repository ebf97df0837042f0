import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { jest } from '@jest/globals';
import { createApp, Post, Request, Route, type App, type AppOptions } from 'phial';
import { ChildApp } from '../support/child-app.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';
import { connectTo } from '../support/raw-request.js';

// Processes take their time to start.
jest.setTimeout(60_000);

class Pages {
  @Route('/')
  page() {
    return 'page';
  }

  @Route('/query')
  query({ args }: Request) {
    return args.size;
  }

  @Post('/')
  receive({ data, form }: Request) {
    return data.length + form.size;
  }
}

const apps: App[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

async function run(options: AppOptions['fastify'] = {}): Promise<string> {
  const app = quietApp([Pages], { fastify: options });
  apps.push(app);
  return await app.run({ port: 0 });
}

/** What a client gets that sends this and no more, until the server closes the connection. */
async function answerTo(address: string, sent: string): Promise<string> {
  const socket = connectTo(address);
  socket.write(sent);
  return await text(socket);
}

/** Limits that a spec can wait for. */
const HURRIED = { http: { headersTimeout: 100, connectionsCheckingInterval: 20 } };

describe('a slow client', () => {
  it('has 5 minutes for a request, one for its headers, and 72 seconds until the next', () => {
    const { server } = createApp().fastify;
    expect([server.requestTimeout, server.headersTimeout, server.keepAliveTimeout]).toEqual([300_000, 60_000, 72_000]);
  });

  it('has the time that the options for Fastify say', () => {
    const { server } = createApp({
      fastify: { requestTimeout: 10_000, keepAliveTimeout: 1000, http: { headersTimeout: 5000 } },
    }).fastify;
    expect([server.requestTimeout, server.headersTimeout, server.keepAliveTimeout]).toEqual([10_000, 5000, 1000]);
  });

  it('gets 408 when it does not come to the end of its headers', async () => {
    expect(await answerTo(await run(HURRIED), 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow:')).toMatch(
      /^HTTP\/1\.1 408 /,
    );
  });

  it.each([
    ['text', 'text/plain', 'begin'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b='],
    [
      'an upload',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nbegin',
    ],
  ])('gets 408 when it does not come to the end of its body: %s', async (_what, type, body) => {
    const address = await run({ requestTimeout: 200, ...HURRIED });
    const answer = await answerTo(
      address,
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is let go when it sends no further request', async () => {
    const socket = connectTo(await run({ keepAliveTimeout: 50 }));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [^]*page$/);
  });

  it('leaves the others served', async () => {
    const address = await run();
    const slow = Array.from({ length: 50 }, () => connectTo(address));
    await Promise.all(
      slow.map(async (socket) => {
        await once(socket, 'connect');
        socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nbegin');
      }),
    );
    expect(await (await fetch(address)).text()).toBe('page');
    for (const socket of slow) socket.destroy();
  });
});

describe('a client that sends too much', () => {
  it('gets 431 for more than 16 KiB of headers', async () => {
    expect(
      await answerTo(await run(), `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(16 * 1024)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('gets 431 for more than 16 KiB of query', async () => {
    expect(
      await answerTo(await run(), `GET /query?${'a'.repeat(16 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('is served as many parameters as fit into that', async () => {
    const query = Array.from({ length: 2000 }, (_one, index) => `p${index}=`).join('&');
    expect(await (await fetch(`${await run()}/query?${query}`)).json()).toBe(2000);
  });
});

describe('a promise that is rejected while nobody awaits it', () => {
  let child: ChildApp;
  beforeAll(() => void (child = new ChildApp('forgetful.ts')));
  afterAll(() => child.kill('SIGKILL'));

  async function lineAfter(path: string, message: string): Promise<unknown> {
    expect(await (await fetch(`${await child.address()}${path}`)).text()).toBe('done');
    return JSON.parse(await child.line(message));
  }

  it('is logged with the route that left it behind', async () => {
    expect(await lineAfter('/notes/at-once', 'Notes.atOnce left')).toMatchObject({
      level: 50,
      handler: 'Notes.atOnce',
      route: '/notes/at-once',
      err: { message: 'The mail was not sent' },
      msg: 'Notes.atOnce left a promise behind that was rejected. Await it, or catch its error.',
    });
  });

  it('is logged with the one route whose source calls the function, where its stack says nothing of it', async () => {
    expect(await lineAfter('/notes/later', 'failLater() without await')).toMatchObject({
      level: 50,
      handler: 'Notes.later',
      route: '/notes/later',
      err: { message: 'The mail was not sent' },
      msg: 'Notes.later calls failLater() without await, and its promise was rejected. Await it, or catch its error.',
    });
  });

  it('is logged with the route that forgot to await a guard', async () => {
    expect(await lineAfter('/notes/guarded', 'requireLogin() without await')).toMatchObject({
      handler: 'Notes.guarded',
      err: { message: 'Forbidden' },
    });
  });

  it('is logged with all of the few that call the function, one of which it was', async () => {
    expect(await lineAfter('/notes/by-many', 'failFor() without await')).toMatchObject({
      level: 50,
      err: { message: 'The mail was not sent to many', stack: expect.stringContaining('failFor') },
      msg: 'Notes.byMany or Notes.byOthers calls failFor() without await, and its promise was rejected. Await it, or catch its error.',
    });
  });

  it('is logged when it is no Error', async () => {
    expect(await lineAfter('/notes/no-error', 'which is no Error')).toMatchObject({
      level: 50,
      err: { message: "'a text', which is no Error" },
    });
  });

  it('is logged when it cannot be shown', async () => {
    expect(await lineAfter('/notes/unspeakable', 'cannot be shown')).toMatchObject({
      level: 50,
      err: { message: 'a value of type object that cannot be shown, which is no Error' },
    });
  });

  it('does not end the process', async () => {
    expect((await fetch(`${await child.address()}/notes/later`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await child.exit).toBe(0);
  });

  it("is Node's again when the app is closed", async () => {
    const before = process.listenerCount('unhandledRejection');
    const { logger } = loggedBy();
    const app = createApp({ controllers: [Pages], fastify: { logger } });
    await app.run({ port: 0 });
    expect(process.listenerCount('unhandledRejection')).toBe(before + 1);
    await app.close();
    expect(process.listenerCount('unhandledRejection')).toBe(before);
  });
});
