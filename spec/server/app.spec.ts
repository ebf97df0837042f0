import { once } from 'node:events';
import { connect } from 'node:net';

import { App, Controller, createApp, Get, OnStart, OnStop, Post } from 'phial';
import { quietApp } from '../support/quiet-app.js';

class Journal {
  readonly lines: string[] = [];
}

@Controller()
class Pages {
  constructor(private readonly journal: Journal) {}

  @OnStart()
  start(journal: Journal, app: App) {
    journal.lines.push(`start with ${app.urlFor('pages.index')}`);
  }

  @OnStart()
  async warmUp() {
    await Promise.resolve();
    this.journal.lines.push('warm up');
  }

  @Get('/')
  index() {
    return 'the first page';
  }

  @OnStop()
  async stop() {
    await Promise.resolve();
    this.journal.lines.push('stop');
  }
}

describe('app.ready()', () => {
  it('runs the @OnStart methods, one after the other, with what they declare', async () => {
    const journal = new Journal();
    await quietApp([Pages], { services: [journal] }).ready();
    expect(journal.lines).toEqual(['start with /', 'warm up']);
  });

  it('runs them once', async () => {
    const journal = new Journal();
    const app = quietApp([Pages], { services: [journal] });
    await Promise.all([app.ready(), app.ready()]);
    await app.testClient().get('/');
    expect(journal.lines).toHaveLength(2);
  });

  it('comes before the first request of a test client', async () => {
    const journal = new Journal();
    await quietApp([Pages], { services: [journal] })
      .testClient()
      .get('/');
    expect(journal.lines).toHaveLength(2);
  });

  it('fails with the error of an @OnStart method', async () => {
    class Broken {
      @OnStart()
      start() {
        throw new Error('There is no database.');
      }
    }
    await expect(quietApp([Broken]).ready()).rejects.toThrow('There is no database.');
  });

  it('names an @OnStart method that takes too long', async () => {
    class Slow {
      @OnStart()
      start() {
        return new Promise(() => {});
      }
    }
    const app = quietApp([Slow], { fastify: { pluginTimeout: 20 } });
    await expect(app.ready()).rejects.toThrow(
      'Slow.start, marked with @OnStart(), took too long. Let it not wait for what it begins, or give it more time: createApp({ fastify: { pluginTimeout: 60_000 } }).',
    );
  });
});

describe('app.close()', () => {
  it('runs the @OnStop methods', async () => {
    const journal = new Journal();
    const app = quietApp([Pages], { services: [journal] });
    await app.ready();
    await app.close();
    expect(journal.lines.at(-1)).toBe('stop');
  });

  it('runs them once, however often it is called', async () => {
    const journal = new Journal();
    const app = quietApp([Pages], { services: [journal] });
    await app.ready();
    await Promise.all([app.close(), app.close()]);
    expect(journal.lines.filter((line) => line === 'stop')).toHaveLength(1);
  });

  it('runs none of an app that was never ready', async () => {
    const journal = new Journal();
    await quietApp([Pages], { services: [journal] }).close();
    expect(journal.lines).toEqual([]);
  });

  const closed: string[] = [];

  class Resource {
    constructor(readonly name: string) {}

    async close() {
      await Promise.resolve();
      closed.push(this.name);
      if (this.name === 'broken') throw new Error('It does not close.');
    }
  }

  class Disposable {
    async [Symbol.asyncDispose]() {
      await Promise.resolve();
      closed.push('disposable');
    }
  }

  class Releasable {
    [Symbol.dispose]() {
      closed.push('releasable');
    }
  }

  it('closes the services, the last first', async () => {
    closed.length = 0;
    const app = quietApp([], {
      services: [new Resource('one'), new Releasable(), new Disposable(), new (class Plain {})(), new Resource('two')],
    });
    await app.close();
    expect(closed).toEqual(['two', 'disposable', 'releasable', 'one']);
  });

  it('closes one once that was given twice', async () => {
    closed.length = 0;
    const one = new Resource('one');
    await quietApp([], { services: [one, one] }).close();
    expect(closed).toEqual(['one']);
  });

  it('closes the others when one does not close, and fails with its error', async () => {
    closed.length = 0;
    const app = quietApp([], { services: [new Resource('one'), new Resource('broken')] });
    await expect(app.close()).rejects.toThrow('It does not close.');
    expect(closed).toEqual(['broken', 'one']);
  });

  it('fails with all errors when several do not close', async () => {
    const app = quietApp([], { services: [new Resource('broken'), new (class extends Resource {})('broken')] });
    await expect(app.close()).rejects.toMatchObject({
      errors: [{ message: 'It does not close.' }, { message: 'It does not close.' }],
    });
  });

  it('finishes what runs, although its connection could serve another request', async () => {
    let release = (): void => {};
    let hasBegun = (): void => {};
    const begun = new Promise<void>((resolve) => (hasBegun = resolve));
    class Slow {
      @Get('/')
      async index() {
        hasBegun();
        await new Promise<void>((resolve) => (release = resolve));
        return 'done';
      }
    }
    const app = quietApp([Slow]);
    const answer = fetch(await app.run({ port: 0 }));
    await begun;
    const closing = app.close();
    release();
    expect(await (await answer).text()).toBe('done');
    await closing;
  });

  it('leaves connections alone that have nothing to ask', async () => {
    const app = quietApp();
    const { port } = new URL(await app.run({ port: 0 }));
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    await app.close();
    socket.destroy();
  });

  it('takes its listeners for signals away', async () => {
    const before = process.listenerCount('SIGTERM');
    const app = quietApp();
    await app.run({ port: 0 });
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    await app.close();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('app.run()', () => {
  it('gives the address, and serves there', async () => {
    const app = quietApp([Pages], { services: [new Journal()] });
    const address = await app.run({ port: 0 });
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(address)).text()).toBe('the first page');
    await app.close();
  });

  it('writes addresses of IPv6 as URLs do', async () => {
    const app = quietApp();
    expect(await app.run({ host: '::1', port: 0 })).toMatch(/^http:\/\/\[::1\]:\d+$/);
    await app.close();
  });

  it('gives the same address when it is called again', async () => {
    const app = quietApp();
    expect(await app.run({ port: 0 })).toBe(await app.run());
    await app.close();
  });

  it('may be called again with another address after one that is none', async () => {
    const app = quietApp();
    await expect(app.run({ port: 70_000 })).rejects.toThrow('port is 70000');
    expect(await app.run({ port: 0 })).toMatch(/^http:/);
    await app.close();
  });

  it('says that the app was closed, and why, when it is called again after its port was in use', async () => {
    const first = quietApp();
    const port = Number(new URL(await first.run({ port: 0 })).port);
    const app = quietApp();
    const inUse = `Port ${port} on 127.0.0.1 is in use`;
    await expect(app.run({ port })).rejects.toThrow(inUse);
    await expect(app.run({ port: 0 })).rejects.toMatchObject({
      message: 'The app was closed when it could not start. Make another with createApp().',
      cause: { message: expect.stringContaining(inUse) },
    });
    await first.close();
  });

  it('turns debug mode on', async () => {
    class Failing {
      @Get('/')
      index() {
        throw new Error('A secret detail');
      }
    }
    const app = quietApp([Failing]);
    expect(await (await fetch(await app.run({ port: 0, debug: true }))).text()).toContain('A secret detail');
    await app.close();
  });

  it('may follow the requests of a test client', async () => {
    const app = quietApp([], { debug: true });
    await app.testClient().get('/');
    expect(await app.run({ port: 0 })).toMatch(/^http:/);
    await app.close();
  });

  it.each<[unknown, string]>([
    [
      { prot: 80 },
      "app.run(): it was given 'prot', which is no option\n     There are host, port, socket, debug. Did you mean 'port'?",
    ],
    ['0.0.0.0', "app.run(): it was given '0.0.0.0'\n     Write app.run({ host: '0.0.0.0', port: 3000 })."],
    [3000, 'app.run(): it was given 3000\n     Write app.run({ port: 3000 }).'],
    [null, 'Write app.run({ port: 3000 }).'],
    [{ debug: 'false' }, "app.run(): its debug is 'false'\n     It must be true or false."],
    [{ port: '' }, 'port is ""; it must be a whole number from 0 to 65535.'],
    [{ port: 70_000 }, 'port is 70000; it must be a whole number from 0 to 65535.'],
    [{ port: true }, 'port is true; it must be a whole number from 0 to 65535.'],
    [{ host: '' }, "host is \"\"; it must be a name or an address: '127.0.0.1', or '0.0.0.0' for all."],
    [{ host: 127 }, 'host is 127; it must be a name or an address'],
    [
      { host: '192.0.2.1', port: 0 },
      'The host 192.0.2.1 is no address of this machine. Choose another with app.run({ host }): 127.0.0.1, or 0.0.0.0 for all.',
    ],
  ])('does not take %j', async (options, message) => {
    await expect(quietApp().run(options as object)).rejects.toThrow(message);
  });

  it('fails when the app was closed', async () => {
    const app = quietApp();
    await app.close();
    await expect(app.run({ port: 0 })).rejects.toThrow('The app was closed. Make another with createApp().');
  });

  it('cannot be run again when it had run before', async () => {
    const app = createApp({ fastify: { logger: false } });
    await app.run({ port: 0 });
    await app.close();
    await expect(app.run({ port: 0 })).rejects.toThrow('The app was closed. Make another with createApp().');
  });
});

describe('an app', () => {
  @Controller('/notes')
  class Notes {
    @Get('/:id')
    show(id: number) {
      return `note ${id}`;
    }

    @Post('/')
    create() {
      return 'made';
    }
  }

  it('is made by createApp()', () => {
    expect(createApp()).toBeInstanceOf(App);
  });

  it('lists its routes', () => {
    expect(quietApp([Notes]).routes).toEqual([
      { endpoint: 'notes.show', methods: ['GET'], path: '/notes/:id', handler: 'Notes.show' },
      { endpoint: 'notes.create', methods: ['POST'], path: '/notes/', handler: 'Notes.create' },
    ]);
  });

  it('has Fastify in reach', async () => {
    const app = quietApp([Notes]);
    app.fastify.get('/plain', () => ({ plain: true }));
    expect((await app.testClient().get('/plain')).json()).toEqual({ plain: true });
  });

  it('has a log, which is that of Fastify', async () => {
    const lines: string[] = [];
    const app = createApp({ fastify: { logger: { stream: { write: (line: string) => void lines.push(line) } } } });
    app.log.info({ id: 1 }, 'a note');
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 30, id: 1, msg: 'a note' });
  });

  it('is none of another', async () => {
    const [one, other] = [quietApp([Notes]), quietApp()];
    expect([
      (await one.testClient().get('/notes/1')).status,
      (await other.testClient().get('/notes/1')).status,
    ]).toEqual([200, 404]);
  });
});
