import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import fastifyPlugin from 'fastify-plugin';

import {
  Abort,
  AfterRequest,
  BeforeRequest,
  FromRequest,
  Redirect,
  redirect,
  render,
  Request,
  Response,
  Route,
  sendFile,
  Session,
  TeardownRequest,
  type AppOptions,
  type TestClient,
} from 'phial';
import { sessionApp } from '../support/session-app.js';

/** An app whose `/` does something with a session that nobody declares. */
function client(act: (request: Request) => unknown, options: AppOptions = {}): TestClient {
  class Pages {
    @Route('/', ['GET', 'POST'])
    page(request: Request) {
      return act(request) ?? null;
    }
  }
  const { controllers = [Pages], ...others } = options;
  return sessionApp(controllers, others).testClient();
}

async function headers(
  act: (request: Request) => unknown,
  options?: AppOptions,
): Promise<[vary: unknown, cacheControl: unknown, cookies: number]> {
  const response = await client(act, options).get('/');
  return [
    response.headers['vary'],
    response.headers['cache-control'],
    [response.headers['set-cookie'] ?? []].flat().length,
  ];
}

/** A plugin that says of each response how it may be kept. */
function caching(said: string) {
  return fastifyPlugin(async (fastify) => {
    fastify.addHook('onRequest', (_request, reply, done) => {
      reply.header('Cache-Control', said);
      done();
    });
  });
}

describe('Vary: Cookie', () => {
  it('is not there when nobody looks into the session', async () => {
    expect(await headers(() => 'plain')).toEqual([undefined, undefined, 0]);
  });

  it.each<[string, (session: Session) => unknown]>([
    ['get', (session) => session.get('a')],
    ['has', (session) => session.has('a')],
    ['keys', (session) => [...session.keys()]],
    ['size', (session) => session.size],
    ['flashes', (session) => session.flashes()],
    ['isNew', (session) => session.isNew],
    ['permanent', (session) => session.permanent],
  ])('comes with a look through %s', async (_name, look) => {
    expect(await headers((request) => [look(request.session)])).toEqual(['Cookie', undefined, 0]);
  });

  it('comes with a hook or a factory that declares the session', async () => {
    class Visitor {
      @FromRequest()
      static of(_session: Session) {
        return new Visitor();
      }
    }
    class Pages {
      @BeforeRequest()
      before(_session: Session) {
        return undefined;
      }

      @Route('/')
      page() {
        return 'page';
      }
    }
    class Others {
      @Route('/visitor')
      page(_visitor: Visitor) {
        return 'page';
      }
    }
    const browser = client(() => null, { controllers: [Pages, Others] });
    expect([(await browser.get('/')).headers['vary'], (await browser.get('/visitor')).headers['vary']]).toEqual([
      'Cookie',
      'Cookie',
    ]);
  });

  it('comes with a template that reads the session, and only then', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-session-'));
    mkdirSync(join(root, 'templates'));
    const write = (name: string, text: string): void => writeFileSync(join(root, 'templates', `${name}.hbs`), text);
    write('plain', 'page');
    write('value', '{{session.userId}}');
    write('flashes', '{{#each (flashes)}}{{message}}{{/each}}');
    const vary = async (name: string): Promise<unknown> => (await headers(() => render(name), { root }))[0];
    expect([await vary('plain'), await vary('value'), await vary('flashes')]).toEqual([undefined, 'Cookie', 'Cookie']);
    rmSync(root, { recursive: true });
  });

  it('comes with redirects and errors, too', async () => {
    expect(await headers(({ session }) => redirect(`/${session.size}`))).toEqual(['Cookie', undefined, 0]);
    expect(
      await headers(({ session }) => {
        throw new Abort(403, `${session.size}`);
      }),
    ).toEqual([expect.stringContaining('Cookie'), undefined, 0]);
  });

  it.each<[string | string[], string]>([
    ['Accept', 'Accept, Cookie'],
    [['Accept', 'Origin'], 'Accept, Origin, Cookie'],
    ['accept,cookie', 'accept, cookie'],
    ['*', '*'],
  ])("is added to the handler's own, %j", async (own, all) => {
    expect((await headers(({ session }) => new Response(`${session.size}`, { headers: { Vary: own } })))[0]).toBe(all);
  });

  it("is added to a plugin's own", async () => {
    const cors = fastifyPlugin(async (fastify) => {
      fastify.addHook('onRequest', (_request, reply, done) => {
        reply.header('Vary', 'Origin');
        done();
      });
    });
    expect((await headers(({ session }) => `${session.size}`, { plugins: [cors] }))[0]).toBe('Origin, Cookie');
  });

  it('does not stick to a response that is returned to everybody', async () => {
    const shared = new Response('shared');
    const browser = client((request) => {
      if (request.args.has('look')) request.session.set('a', 1);
      return shared;
    });
    await browser.get('/', { query: { look: 1 } });
    const { headers: later } = await browser.get('/');
    expect([later['vary'], later['set-cookie'], later['cache-control']]).toEqual([undefined, undefined, undefined]);
  });
});

describe('Cache-Control', () => {
  /** A handler that changes the session and returns a value. */
  function saving(value: unknown): (request: Request) => unknown {
    return ({ session }) => {
      session.set('a', 1);
      return value;
    };
  }

  it('is private with a session cookie', async () => {
    expect(await headers(saving('page'))).toEqual(['Cookie', 'private', 1]);
  });

  it('is private with a cookie that ends the session', async () => {
    expect(await headers(({ session }) => session.destroy())).toEqual(['Cookie', 'private', 1]);
  });

  it('is private with a redirect or an error that sets one', async () => {
    expect(await headers(saving(new Redirect('/')))).toEqual(['Cookie', 'private', 1]);
    expect(
      await headers(({ session }) => {
        session.set('a', 1);
        throw new Error('a bug');
      }),
    ).toEqual([expect.stringContaining('Cookie'), 'private', 1]);
  });

  it('is what the handler says', async () => {
    expect((await headers(saving(new Response('x', { headers: { 'Cache-Control': 'no-store' } }))))[1]).toBe(
      'no-store',
    );
  });

  it.each([
    ['public, max-age=60', 'private, max-age=60'],
    ['max-age=60, s-maxage=600', 'private, max-age=60'],
    ['no-cache', 'private, no-cache'],
    ['private="set-cookie"', 'private, private="set-cookie"'],
    ['no-store', 'no-store'],
    ['Private, max-age=5', 'Private, max-age=5'],
  ])('is made private where a plugin has said %s of all responses', async (said, sent) => {
    expect((await headers(saving('page'), { plugins: [caching(said)] }))[1]).toBe(sent);
  });

  it('is what a plugin says where no cookie is set', async () => {
    expect((await headers(() => 'page', { plugins: [caching('public, max-age=60')] }))[1]).toBe('public, max-age=60');
  });

  it('is what the handler says, and no plugin', async () => {
    const page = new Response('x', { headers: { 'Cache-Control': 'public, max-age=5' } });
    expect((await headers(saving(page), { plugins: [caching('public, max-age=60')] }))[1]).toBe('public, max-age=5');
  });

  it('is private for text that a hook sends in place of a file', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-session-'));
    writeFileSync(join(root, 'a.txt'), 'a');
    class Files {
      @Route('/')
      file() {
        return sendFile('a.txt', { maxAge: 60 });
      }

      @AfterRequest()
      replace(response: Response, session: Session) {
        session.set('a', 1);
        response.body = 'short';
      }
    }
    expect((await headers(() => null, { controllers: [Files], root }))[1]).toBe('private, max-age=60');
    rmSync(root, { recursive: true });
  });

  it('is private, no-cache for a file that is sent after a look into the session', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-session-'));
    writeFileSync(join(root, 'a.txt'), 'a');
    expect(await headers(saving(sendFile('a.txt')), { root })).toEqual(['Cookie', 'private, no-cache', 1]);
    rmSync(root, { recursive: true });
  });

  it("leaves the handler's own cookies beside the session's", async () => {
    expect((await headers(saving(new Response('x').setCookie('theme', 'dark'))))[2]).toBe(2);
  });
});

describe('A change of the session that comes too late', () => {
  const TOO_LATE = /^Error: The session cannot be changed any more: its cookie is sent with the response's headers\./;

  it("is an error in a stream's source, which may still read", async () => {
    const seen: unknown[] = [];
    const browser = client(({ session }) =>
      (function* () {
        seen.push(session.get('a'));
        try {
          session.set('a', 2);
        } catch (error) {
          seen.push(String(error));
        }
        yield 'text';
      })(),
    );
    await browser.session((session) => session.set('a', 1));
    expect((await browser.get('/')).text).toBe('text');
    expect(seen).toEqual([1, expect.stringMatching(TOO_LATE)]);
  });

  it('is an error when the session is opened that late', async () => {
    const seen: unknown[] = [];
    const browser = client((request) =>
      (function* () {
        seen.push(request.session.get('a'));
        try {
          request.session.flashes();
        } catch (error) {
          seen.push(String(error));
        }
        yield 'text';
      })(),
    );
    await browser.session((session) => session.set('a', 1).flash('Saved.'));
    await browser.get('/');
    expect(seen).toEqual([1, expect.stringMatching(TOO_LATE)]);
  });

  it('is an error in a teardown hook', async () => {
    const seen: string[] = [];
    const over = new EventEmitter();
    class Pages {
      @Route('/')
      page(session: Session) {
        session.set('a', 1);
        return 'page';
      }

      @TeardownRequest()
      end(session: Session) {
        try {
          session.delete('a');
        } catch (error) {
          seen.push(String(error));
        }
        over.emit('over');
      }
    }
    await Promise.all([once(over, 'over'), client(() => null, { controllers: [Pages] }).get('/')]);
    expect(seen).toEqual([expect.stringMatching(TOO_LATE)]);
  });

  it.each<[string, (request: Request) => unknown]>([
    ['was open', ({ session, environ }) => (session.get('a'), environ.reply.send('by hand'))],
    ['was not open', ({ environ }) => environ.reply.send('by hand')],
    [
      'was open in an answer to the raw response',
      ({ session, environ }) => (session.get('a'), environ.reply.raw.end()),
    ],
    ['was not open in an answer to the raw response', ({ environ }) => environ.reply.raw.end()],
  ])('is an error in a teardown hook after an answer by hand, where the session %s', async (_when, act) => {
    const seen: string[] = [];
    const over = new EventEmitter();
    class Pages {
      @Route('/')
      page(request: Request) {
        void act(request);
      }

      @TeardownRequest()
      end(session: Session) {
        try {
          session.set('a', 1);
        } catch (error) {
          seen.push(String(error));
        }
        over.emit('over');
      }
    }
    await Promise.all([once(over, 'over'), client(() => null, { controllers: [Pages] }).get('/')]);
    expect(seen).toEqual([expect.stringMatching(TOO_LATE)]);
  });

  it('is an error in the log when the handler sent its reply through Fastify', async () => {
    const lines: string[] = [];
    const logger = { stream: { write: (line: string) => void lines.push(line) } };
    const browser = client(
      (request) => {
        request.session.set('a', 1);
        request.environ.reply.send('sent');
        return request.environ.reply;
      },
      { fastify: { logger } },
    );
    expect((await browser.get('/')).text).toBe('sent');
    expect(lines.join('')).toMatch(
      /Pages\.page changed the session, and a reply was sent through environ\.reply, which has no session: the change is lost/,
    );
  });
});

describe('A stream that breaks before its first byte', () => {
  it('is a 500 with the session of its handler, once', async () => {
    const browser = client((request) => {
      request.session.set('a', 1);
      const source = new Readable({ read: () => void source.destroy(new Error('a broken source')) });
      return new Response(source, { headers: { 'Cache-Control': 'public, max-age=60' } }).setCookie('theme', 'dark');
    });
    const { status, headers: sent } = await browser.get('/');
    expect([status, sent['vary'], sent['cache-control'], sent['set-cookie']]).toEqual([
      500,
      expect.stringContaining('Cookie'),
      'private',
      expect.stringMatching(/^session=/),
    ]);
    expect(await browser.session((session) => session.get('a'))).toBe(1);
  });
});
