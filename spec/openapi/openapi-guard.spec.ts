import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance } from 'fastify';
import { abort, FromRequest, Get, Redirect, Request, Session, TeardownRequest } from 'phial';

import { loggedBy } from '../support/log-of.js';
import { connectTo } from '../support/raw-request.js';
import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

const info = { title: 'Notes', version: '1.0.0' };

class Admin {
  @FromRequest()
  static load(request: Request) {
    return request.authorization?.token === 'secret' ? new Admin() : abort(401, 'Only for administrators.');
  }
}

class Member {
  @FromRequest()
  static async load(session: Session) {
    if (session.has('userId')) return new Member();
    session.flash('Log in first.');
    throw new Redirect('/login');
  }
}

class Notes {
  @Get('/')
  index(session: Session) {
    return session.flashes();
  }
}

const SEEN = ['/openapi.json', '/docs', '/docs/', '/docs/json', '/docs/yaml', '/docs/static/swagger-initializer.js'];
const secretKey = 'a key of some length';

describe('The guard of the document and its page', () => {
  const client = quietApp([Notes], { openapi: { info, guard: Admin }, secretKey }).testClient();

  it.each(SEEN)('keeps %s from whom its factory refuses', async (path) => {
    expect((await client.get(path)).status).toBe(401);
  });

  it.each(SEEN)('shows %s to whom it makes an object for', async (path) => {
    expect((await client.get(path, { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
  });

  it('answers with what it throws, and keeps what it has put into the session', async () => {
    const guarded = quietApp([Notes], { openapi: { info, guard: Member }, secretKey }).testClient();
    const { status, location } = await guarded.get('/docs');
    expect([status, location]).toEqual([302, '/login']);
    expect((await guarded.get('/')).json()).toMatchObject([{ message: 'Log in first.' }]);
    await guarded.session((session) => session.set('userId', 1));
    expect((await guarded.get('/docs')).status).toBe(200);
  });

  it('keeps what it has put into the session of whom it lets in', async () => {
    class Visitor {
      @FromRequest()
      static load(session: Session) {
        session.set('visits', session.get<number>('visits', 0) + 1);
        return new Visitor();
      }
    }
    class Visits {
      @Get('/')
      index(session: Session) {
        return { visits: session.get('visits') };
      }
    }
    const guarded = quietApp([Visits], { openapi: { info, guard: Visitor }, secretKey }).testClient();
    for (const path of ['/docs', '/openapi.json']) expect((await guarded.get(path)).status).toBe(200);
    expect((await guarded.get('/')).json()).toEqual({ visits: 2 });
  });

  it('has no cache give to one what another may see', async () => {
    const { headers } = await client.get('/openapi.json', { headers: { authorization: 'Bearer secret' } });
    expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Cookie, Authorization' });
  });
});

describe('What the guard has opened', () => {
  let story: string[] = [];
  let wait: Promise<void> | undefined;
  beforeEach(() => {
    story = [];
    wait = undefined;
  });

  class Transaction {
    @FromRequest()
    static *begin() {
      try {
        yield new Transaction();
        story.push('committed');
      } catch (error) {
        story.push('rolled back');
        throw error;
      }
    }
  }

  class Connection {
    @FromRequest()
    static make() {
      return new Connection();
    }

    [Symbol.dispose]() {
      story.push('released');
    }
  }

  class Staff {
    @FromRequest()
    static async load(_transaction: Transaction, _connection: Connection, request: Request) {
      story.push('asked');
      await wait;
      return request.authorization?.token === 'secret' ? new Staff() : abort(401);
    }
  }

  const app = quietApp([Notes], { openapi: { info, guard: Staff }, secretKey });
  afterAll(() => app.close());

  it.each(SEEN)('ends with the request for %s', async (path) => {
    await app.testClient().get(path, { headers: { authorization: 'Bearer secret' } });
    await until(() => story.includes('released'));
    expect(story).toEqual(['asked', 'committed', 'released']);
  });

  it('ends when it refuses somebody', async () => {
    expect((await app.testClient().get('/docs')).status).toBe(401);
    await until(() => story.includes('released'));
    expect(story).toEqual(['asked', 'rolled back', 'released']);
  });

  it('ends when a client has left, and the guard is done', async () => {
    let goOn = (): void => {};
    wait = new Promise((resolve) => (goOn = resolve));
    const socket = connectTo(await app.run({ port: 0 }));
    socket.write('GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n');
    await until(() => story.includes('asked'));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(story).toEqual(['asked']);
    goOn();
    await until(() => story.includes('released'));
    expect(story).toEqual(['asked', 'committed', 'released']);
  });

  it('ends when the guard has taken longer than handlerTimeout, and so do the teardown hooks', async () => {
    class Hooks {
      @TeardownRequest({ scope: 'app' })
      tidy() {
        story.push('teardown');
      }
    }
    const options = { openapi: { info, guard: Staff }, secretKey, fastify: { handlerTimeout: 50 } };
    const slow = quietApp([Notes, Hooks], options);
    await slow.ready();
    wait = sleep(100);
    const { status } = await slow.testClient().get('/docs', { headers: { authorization: 'Bearer secret' } });
    await until(() => story.includes('released'));
    await slow.close();
    expect([status, story]).toEqual([503, ['asked', 'rolled back', 'teardown', 'released']]);
  });

  it('is a failure like any other when its end fails', async () => {
    class Failing {
      @FromRequest()
      static *begin() {
        yield new Failing();
        abort(503, 'Not now.');
      }
    }
    const failing = quietApp([Notes], { openapi: { info, guard: Failing }, secretKey }).testClient();
    expect((await failing.get('/openapi.json')).status).toBe(503);
  });
});

/** A plugin whose hook waits before a reply is sent. */
const waiting = Object.assign(
  async (fastify: FastifyInstance): Promise<void> => {
    fastify.addHook('onSend', async (_request, _reply, payload) => {
      await sleep(20);
      return payload;
    });
  },
  { [Symbol.for('skip-override')]: true },
);

describe('A guard that answers by hand', () => {
  it.each([
    ['nothing', false],
    ['an object', true],
  ])('is not answered again, and lets nobody in, when it makes %s', async (_what, makes) => {
    class Guard {
      @FromRequest()
      static load({ environ }: Request): Guard {
        void environ.reply.code(401).send('by hand');
        return makes ? new Guard() : (undefined as never);
      }
    }
    const { logger, entries } = loggedBy();
    const options = { openapi: { info, guard: Guard }, secretKey, plugins: [waiting], fastify: { logger } };
    const { status, text } = await quietApp([Notes], options).testClient().get('/docs');
    expect([status, text, entries]).toEqual([401, 'by hand', []]);
  });
});

describe('The path of the page', () => {
  it('is where the app says', async () => {
    const client = quietApp([Notes], { openapi: { info, path: '/api/docs' }, secretKey }).testClient();
    expect((await client.get('/api/docs')).text).toContain('swagger-ui');
    expect((await client.get('/docs')).status).toBe(404);
    expect((await client.get('/openapi.json')).status).toBe(200);
  });

  it('is none with false, and the document stays', async () => {
    const client = quietApp([Notes], { openapi: { info, path: false }, secretKey }).testClient();
    expect((await client.get('/docs')).status).toBe(404);
    expect((await client.get('/openapi.json')).status).toBe(200);
  });
});
