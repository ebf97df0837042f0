import { setTimeout as sleep } from 'node:timers/promises';

import { createApp, FromRequest, Get, TeardownRequest, type App } from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';
import { connectTo } from '../support/raw-request.js';
import { until } from '../support/until.js';

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Pool {
  close() {
    story.push('pool closed');
  }
}

class Connection {
  @FromRequest()
  static make() {
    return new Connection();
  }

  async [Symbol.asyncDispose]() {
    await sleep(100);
    story.push('released');
  }
}

class Transaction {
  @FromRequest()
  static async *begin() {
    yield new Transaction();
    await sleep(50);
    story.push('committed');
  }
}

class Pages {
  @Get('/disposes')
  disposes(_connection: Connection) {
    return 'Hello';
  }

  @Get('/slow')
  async slow() {
    story.push('asked');
    await sleep(300);
    story.push('handled');
    return 'Hello';
  }

  @Get('/commits')
  async commits(_transaction: Transaction) {
    await this.slow();
    return 'Hello';
  }

  @Get('/ticks')
  async *ticks() {
    try {
      for (;;) {
        yield 'tick';
        await sleep(20);
      }
    } finally {
      await sleep(50);
      story.push('ended');
    }
  }

  @Get('/waits')
  async *waits() {
    yield 'begun';
    story.push('asked');
    await new Promise(() => {});
  }

  @Get('/hangs')
  hangs() {
    story.push('asked');
    return new Promise<string>(() => {});
  }
}

class TornDown {
  @Get('/')
  index() {
    return 'Hello';
  }

  @TeardownRequest()
  async tidy() {
    await sleep(100);
    story.push('tidied');
  }
}

let entries: Entry[];
function appOf(): App {
  const log = loggedBy();
  ({ entries } = log);
  return createApp({ controllers: [Pages, TornDown], services: [new Pool()], fastify: { logger: log.logger } });
}

/** A client asks for something, and leaves when the handler runs. */
async function askAndLeave(app: App, path: string): Promise<void> {
  const socket = connectTo(await app.run({ port: 0 }));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await until(() => story.includes('asked'));
  socket.destroy();
  await sleep(50);
}

describe('An app that is closed', () => {
  it.each([
    ['/disposes', 'released'],
    ['/', 'tidied'],
  ])('waits for what goes on when its response is out: %s', async (path, end) => {
    const app = appOf();
    await (await fetch((await app.run({ port: 0 })) + path)).text();
    await app.close();
    expect(story).toEqual([end, 'pool closed']);
  });

  it.each([
    ['/slow', ['asked', 'handled']],
    ['/commits', ['asked', 'handled', 'committed']],
  ])('waits for a handler whose client has left: %s', async (path, ends) => {
    const app = appOf();
    await askAndLeave(app, path);
    await app.close();
    expect(story).toEqual([...ends, 'pool closed']);
    expect(entries).toEqual([]);
  });

  it.each([
    ['/disposes', ['released']],
    ['/', ['tidied']],
    ['/slow', ['asked', 'handled']],
  ])('waits for what a test client has asked for: %s', async (path, ends) => {
    const app = appOf();
    const answer = app.testClient().get(path);
    await until(() => path !== '/slow' || story.includes('asked'));
    if (path !== '/slow') await answer;
    await app.close();
    expect(story).toEqual([...ends, 'pool closed']);
    await answer;
  });

  it('says what still runs for a client that it cuts off', async () => {
    const app = appOf();
    const read = fetch(`${await app.run({ port: 0 })}/hangs`).catch(() => '');
    await until(() => story.includes('asked'));
    await app.stop(100, 0);
    expect(entries.map(({ msg }) => msg)).toEqual([expect.stringContaining('this still runs: GET /hangs.')]);
    await read;
  });

  it('lets a stream that it cuts off run its finally before services are closed', async () => {
    const app = appOf();
    const answer = await fetch(`${await app.run({ port: 0 })}/ticks`);
    const read = answer.text().catch(() => '');
    await app.stop(100, 0);
    expect(story).toEqual(['ended', 'pool closed']);
    await read;
  });

  it('waits but a moment for a stream that never comes to its finally', async () => {
    const app = appOf();
    const answer = await fetch(`${await app.run({ port: 0 })}/waits`);
    const read = answer.text().catch(() => '');
    await until(() => story.includes('asked'));
    await app.stop(100, 0);
    expect(story).toEqual(['asked', 'pool closed']);
    await read;
  });

  it('goes on when the time is up, and says what still runs', async () => {
    const app = appOf();
    await askAndLeave(app, '/hangs?token=secret');
    await app.stop(100, 0);
    expect(story).toEqual(['asked', 'pool closed']);
    expect(entries.map(({ msg }) => msg)).toEqual([
      'The time to finish is up, and services are closed while this still runs: GET /hangs. What takes so long belongs in a job.',
    ]);
  });
});
