import { Readable } from 'node:stream';

import jwt from '@fastify/jwt';
import sensible from '@fastify/sensible';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import {
  createApp,
  ErrorHandler,
  FromRequest,
  Request,
  Response,
  Route,
  type AppOptions,
  type TestClient,
} from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';

let log: Entry[];

/** A client of an app with plugins, and what it logs. */
function clientOf(controllers: AppOptions['controllers'], plugins: AppOptions['plugins'] = []): TestClient {
  const { logger, entries } = loggedBy();
  log = entries;
  return createApp({ controllers, plugins, fastify: { logger } } as AppOptions).testClient();
}

class Handlers {
  @ErrorHandler(401, { scope: 'app' })
  unauthorized() {
    return 'who are you?';
  }

  @ErrorHandler(404, { scope: 'app' })
  missing(error: Error) {
    return `missing: ${error.message}`;
  }
}

describe("An error of a plugin's that is an answer", () => {
  class Token {
    @FromRequest()
    static async read({ environ }: Request) {
      await environ.request.jwtVerify();
      return new Token();
    }
  }
  class Pages {
    @Route('/secret')
    secret(_token: Token) {
      return 'secret';
    }

    @Route('/thrown')
    thrown({ app }: Request) {
      throw app.fastify.httpErrors.notFound('no such note');
    }

    @Route('/sent')
    sent({ environ }: Request) {
      environ.reply.notFound('no such note');
    }

    @Route('/hidden')
    hidden({ app }: Request) {
      throw app.fastify.httpErrors.createError(403, 'a secret', { expose: false });
    }

    @Route('/gone')
    gone({ app }: Request) {
      throw app.fastify.httpErrors.gone();
    }

    @Route('/busy')
    busy({ app }: Request) {
      throw app.fastify.httpErrors.serviceUnavailable('the database at 10.0.0.7 is away');
    }
  }
  const plugins: AppOptions['plugins'] = [sensible, [jwt, { secret: 'a secret that is long enough' }]];

  it.each([
    ['/secret', 401, 'who are you?'],
    ['/thrown', 404, 'missing: no such note'],
    ['/sent', 404, 'missing: no such note'],
  ])('goes to the handlers of its status: %s', async (path, status, text) => {
    const response = await clientOf([Pages, Handlers], plugins).get(path);
    expect([response.status, response.text]).toEqual([status, text]);
    expect(log).toEqual([]);
  });

  it('keeps its status without one', async () => {
    const { status, text } = await clientOf([Pages], plugins).get('/gone');
    expect([status, text.includes('<h1>Gone</h1>')]).toEqual([410, true]);
  });

  it('keeps its text from the client when it says so', async () => {
    const { status, text } = await clientOf([Pages], plugins).get('/hidden');
    expect([status, text.includes('secret')]).toEqual([403, false]);
  });

  it('of the server keeps its status, and its text is for the log alone', async () => {
    const { status, text } = await clientOf([Pages], plugins).get('/busy');
    expect([status, text.includes('10.0.0.7')]).toEqual([503, false]);
    expect(log.map(({ msg, err }) => [msg, err?.message])).toEqual([
      ['Pages.busy answered 503: Service Unavailable', 'Service Unavailable: the database at 10.0.0.7 is away'],
    ]);
  });
});

describe("What a plugin's error is called in the log", () => {
  async function plugin(fastify: FastifyInstance): Promise<void> {
    const fail = async (statusCode?: number): Promise<never> => {
      throw Object.assign(new Error('no'), { statusCode });
    };
    fastify.addHook('onRequest', async ({ url }) => (url.endsWith('?hook') ? fail() : undefined));
    fastify.addHook('onRequest', async ({ url }) => (url.endsWith('?busy') ? fail(503) : undefined));
    fastify.get('/own/:id', async () => fail());
    fastify.get('/own/busy', async () => fail(503));
    fastify.route({ method: ['PUT', 'POST'], url: '/own/*', handler: async () => fail() });
  }
  Object.assign(plugin, { [Symbol.for('skip-override')]: true });

  class Pages {
    @Route('/')
    index(): string {
      throw new Error('mine');
    }
  }

  it.each([
    ['get', '/own/4?x', 'The route GET /own/:id of a plugin failed: GET /own/4'],
    ['get', '/own/4?hook', 'The route GET /own/:id of a plugin failed: GET /own/4'],
    ['get', '/own/busy', 'The route GET /own/busy of a plugin answered 503: Service Unavailable'],
    ['put', '/own/a/b', 'The route PUT /own/* of a plugin failed: PUT /own/a/b'],
    ['get', '/?hook', 'A hook of a plugin failed, before Pages.index was called: GET /'],
    ['get', '/?busy', 'A hook of a plugin answered 503, before Pages.index was called: Service Unavailable'],
    ['get', '/none?hook', 'A hook of a plugin failed, where no route matched: GET /none'],
    ['get', '/none?busy', 'A hook of a plugin answered 503, where no route matched: Service Unavailable'],
    ['get', '/', 'Pages.index failed: GET /'],
  ] as const)('is told by whose it is: %s %s', async (method, path, message) => {
    await clientOf([Pages], [plugin])[method](path);
    expect(log.map(({ msg }) => msg)).toEqual([message]);
  });
});

describe("An error of a plugin's hook", () => {
  class Pages {
    @Route('/')
    index() {
      return 'index';
    }
  }

  it('keeps its status: 503 under pressure', async () => {
    const response = await clientOf(
      [Pages],
      [[underPressure, { healthCheck: async () => false, healthCheckInterval: 10 }]],
    ).get('/');
    expect([response.status, response.text.includes('<h1>Service Unavailable</h1>')]).toEqual([503, true]);
  });

  it.each([
    [418, 418],
    [502, 502],
    [599, 599],
    [600, 500],
    [200, 500],
    [undefined, 500],
  ])('with statusCode %s is a %s', async (statusCode, expected) => {
    const plugin = Object.assign(
      async (fastify: FastifyInstance) => {
        fastify.addHook('onRequest', async () => {
          throw Object.assign(new Error('secret of a plugin'), { statusCode });
        });
      },
      { [Symbol.for('skip-override')]: true },
    );
    const { status, text } = await clientOf([Pages], [plugin]).get('/');
    expect([status, text.includes('secret')]).toEqual([expected, expected === 418]);
  });

  it.each([
    [{ statusCode: 403, expose: false }, 403, undefined],
    [{ statusCode: 403 }, 403, 'a secret'],
    [{ statusCode: 403, message: undefined }, 403, undefined],
    [{ statusCode: 403, message: 7 }, 403, undefined],
  ])('is sent with its text unless that is not to be shown: %j', async (members, status, detail) => {
    const plugin = async (fastify: FastifyInstance) => {
      fastify.get('/own', async () => {
        throw Object.assign(new Error('a secret'), members);
      });
    };
    const response = await clientOf([Pages], [plugin]).get('/own', { headers: { accept: 'application/json' } });
    expect([response.status, response.json().detail]).toEqual([status, detail]);
  });

  it('keeps its headers, but for those of a body', async () => {
    const headers = { 'WWW-Authenticate': 'Basic', 'Content-Length': '3', 'Content-Type': 'a/b', 'x-broken': 'a\n' };
    const plugin = async (fastify: FastifyInstance) => {
      fastify.get('/own', async () => {
        throw Object.assign(new Error('no'), { statusCode: 401, headers });
      });
    };
    const response = await clientOf([Pages], [plugin]).get('/own');
    expect(response.headers).toMatchObject({ 'www-authenticate': 'Basic', 'content-type': 'text/html; charset=utf-8' });
    expect([response.status, response.headers['x-broken'], response.text.includes('Unauthorized')]).toEqual([
      401,
      undefined,
      true,
    ]);
  });

  it('is not blamed on the handler', async () => {
    const plugin = Object.assign(
      async (fastify: FastifyInstance) => {
        fastify.addHook('onRequest', async () => {
          throw Object.assign(new Error('too much'), { statusCode: 503 });
        });
      },
      { [Symbol.for('skip-override')]: true },
    );
    await clientOf([Pages], [plugin]).get('/');
    expect(log.map(({ msg }) => msg)).toEqual([
      'A hook of a plugin answered 503, before Pages.index was called: Service Unavailable',
    ]);
  });
});

describe("An error of a plugin's hook", () => {
  const plugin = Object.assign(
    (fastify: FastifyInstance, _options: object, done: () => void) => {
      fastify.get('/plugin', () => Promise.reject(new Error('first secret')));
      fastify.get('/fine', () => 'fine');
      fastify.addHook('onSend', () => Promise.reject(new Error('second secret')));
      done();
    },
    { [Symbol.for('skip-override')]: true },
  );

  it.each(['/plugin', '/fine', '/nothing'])(
    'sends no text of a 500 to the client, whatever it broke: %s',
    async (path) => {
      const { status, text } = await clientOf([Handlers], [plugin]).get(path);
      expect(status).toBe(500);
      expect(text).toContain('Internal Server Error');
      expect(text).not.toContain('secret');
    },
  );
});

describe("An error of a plugin's onSend hook that has a status", () => {
  const plugin = Object.assign(
    async (fastify: FastifyInstance) => {
      fastify.get('/plugin', () => 'fine');
      fastify.addHook('onSend', async ({ url }) => {
        const statusCode = url.endsWith('?busy') ? 503 : 406;
        if (!url.endsWith('?fine')) throw Object.assign(new Error('Not in this form.'), { statusCode });
      });
    },
    { [Symbol.for('skip-override')]: true },
  );

  class Sending {
    @Route('/')
    index() {
      return 'fine';
    }

    @Route('/failing')
    failing() {
      return new Response(
        new Readable({
          read() {
            this.destroy(Object.assign(new Error('a secret'), { statusCode: 406 }));
          },
        }),
      );
    }

    @ErrorHandler(406, { scope: 'app' })
    unacceptable({ message }: Error) {
      return `unacceptable: ${message}`;
    }
  }

  it.each(['/', '/plugin', '/nothing'])('keeps it: %s', async (path) => {
    const { status, text } = await clientOf([Sending], [plugin]).get(path);
    expect({ status, text }).toEqual({ status: 406, text: 'unacceptable: Not in this form.' });
    expect(log).toEqual([]);
  });

  it('of the server is not told to the client', async () => {
    const { status, text } = await clientOf([Sending], [plugin]).get('/?busy');
    expect(status).toBe(503);
    expect(text).not.toContain('Not in this form.');
  });

  it('is given to the handler of its class', async () => {
    class Quota extends Error {
      readonly statusCode = 429;
    }
    class Handled {
      @ErrorHandler(Quota, { scope: 'app' })
      quota(error: Quota) {
        return `quota: ${error.message}`;
      }
    }
    const limiting = Object.assign(
      async (fastify: FastifyInstance) => {
        fastify.addHook('onSend', async () => {
          throw new Quota('Tomorrow.');
        });
      },
      { [Symbol.for('skip-override')]: true },
    );
    const { text } = await clientOf([Sending, Handled], [limiting]).get('/');
    expect(text).toBe('quota: Tomorrow.');
  });

  it('is not what a stream of the app says that breaks', async () => {
    const { status, text } = await clientOf([Sending], [plugin]).get('/failing?fine');
    expect(status).toBe(500);
    expect(text).not.toContain('a secret');
  });
});

describe("An error that a plugin sends with the reply's status", () => {
  async function plugin(fastify: FastifyInstance): Promise<void> {
    fastify.addHook('onRequest', async (request, reply) => {
      if (request.url.endsWith('?denied')) return reply.code(401).send(new Error('Who is it?'));
      if (request.url.endsWith('?busy')) return reply.code(502).send(new Error('hunter2'));
      if (request.url.endsWith('?broken')) throw new Error('hunter2');
    });
    fastify.get('/plugin', (_request, reply) => reply.code(429).send(new Error('Slowly.')));
  }
  Object.assign(plugin, { [Symbol.for('skip-override')]: true });

  class Pages {
    @Route('/')
    index() {
      return 'Hello';
    }
  }

  it.each([
    ['/?denied', 401, 'Who is it?'],
    ['/unknown?denied', 401, 'Who is it?'],
    ['/plugin', 429, 'Slowly.'],
    ['/?busy', 502, undefined],
    ['/?broken', 500, undefined],
    ['/unknown?broken', 500, undefined],
  ])('keeps it: %s', async (path, status, detail) => {
    const response = await clientOf([Pages], [plugin]).get(path, { headers: { accept: 'application/json' } });
    expect(response.status).toBe(status);
    expect((response.json() as { detail?: string }).detail).toBe(detail);
  });
});
