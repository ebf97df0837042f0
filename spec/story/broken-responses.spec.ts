import {
  AfterRequest,
  BeforeRequest,
  createApp,
  ErrorHandler,
  Response,
  Route,
  Session,
  TeardownRequest,
  type TestResponse,
} from 'phial';

import { loggedBy } from '../support/log-of.js';

// A response can still fail when it is ready: its session cannot be saved, or a plugin's onSend hook breaks it. Then an
// error handler answers in its place, once; what it does wrong becomes the default page; and the client is never left waiting.

type Break = 'session' | 'onSend' | 'both' | 'session, always' | 'onSend, always' | 'both, always';
type Answer = 'answers' | 'answers later' | 'throws' | 'rejects' | 'returns nothing';

interface Outcome {
  response: TestResponse | undefined;
  /** The messages of the errors that were logged, in order. */
  logged: (string | undefined)[];
  /** What was called, in order. */
  calls: string[];
}

/** Tells whether something breaks this time: the first time only, or always. */
function breaks(how: Break, what: 'session' | 'onSend'): () => boolean {
  let times = !how.startsWith(what) && !how.startsWith('both') ? 0 : how.endsWith('always') ? Infinity : 1;
  return () => times-- > 0;
}

async function outcomeOf(how: Break, errorHandler: Answer): Promise<Outcome> {
  const calls: string[] = [];
  const isTooLarge = breaks(how, 'session');
  const failsToSend = breaks(how, 'onSend');
  class Cart {
    @BeforeRequest()
    before() {
      calls.push('before');
    }

    @Route('/')
    fill(session: Session) {
      calls.push('handler');
      session.set('cart', isTooLarge() ? 'x'.repeat(5000) : 'x');
      return new Response('filled', { headers: { 'x-of': 'handler' } });
    }

    @AfterRequest()
    after() {
      calls.push('after');
    }

    @ErrorHandler(Error)
    sorry(error: Error, session: Session) {
      calls.push('error handler');
      if (how.endsWith('always')) session.set('cart', isTooLarge() ? 'y'.repeat(5000) : 'y');
      if (errorHandler === 'throws') throw new Error('second');
      if (errorHandler === 'rejects') return Promise.reject(new Error('second'));
      if (errorHandler === 'returns nothing') return undefined;
      const response = new Response(`sorry: ${error.name}`, { status: 507 });
      return errorHandler === 'answers' ? response : Promise.resolve(response);
    }

    @TeardownRequest()
    end() {
      calls.push('teardown');
    }
  }
  const { logger, entries } = loggedBy();
  const app = createApp({
    controllers: [Cart],
    secretKey: 'a secret key for the specs',
    plugins: [
      Object.assign(
        async (fastify: { addHook(name: string, hook: unknown): void }) => {
          fastify.addHook('onSend', async (_request: unknown, _reply: unknown, payload: unknown) => {
            if (failsToSend()) throw new Error('onSend');
            return payload;
          });
        },
        { [Symbol.for('skip-override')]: true },
      ),
    ],
    fastify: { logger },
  });
  const response = await app
    .testClient()
    .get('/')
    .catch(() => undefined);
  await new Promise((done) => setImmediate(done));
  return {
    response,
    calls,
    logged: entries.map(({ err }) => err?.message.replace(/^The session's cookie has.*$/, 'too large')),
  };
}

describe.each<[Break, string[], string]>([
  ['session', ['too large'], 'SessionTooLarge'],
  ['onSend', ['onSend'], 'Error'],
  ['both', ['too large'], 'SessionTooLarge'],
])('A response that is broken by %s', (how, logged, name) => {
  const twice = how === 'both';

  it.each<Answer>(['answers', 'answers later'])('has its error answered by a handler that %s', async (errorHandler) => {
    const outcome = await outcomeOf(how, errorHandler);
    expect(outcome.response).toMatchObject({ status: 507, text: twice ? 'sorry: Error' : `sorry: ${name}` });
    expect(outcome.response!.headers['x-of']).toBeUndefined();
    expect(outcome.logged).toEqual(twice ? [...logged, 'onSend'] : logged);
  });

  it.each<Answer>(['throws', 'rejects', 'returns nothing'])(
    'is the default page when the handler %s',
    async (answer) => {
      const { response, logged: errors } = await outcomeOf(how, answer);
      expect(response).toMatchObject({ status: 500, text: expect.stringContaining('<h1>Internal Server Error</h1>') });
      const second = answer === 'returns nothing' ? expect.stringContaining('returned nothing') : 'second';
      expect(errors).toEqual(twice ? [...logged, second, 'onSend', second] : [...logged, second]);
    },
  );

  it('has run each hook once', async () => {
    const { calls } = await outcomeOf(how, 'answers');
    const handlers = twice ? ['error handler', 'error handler'] : ['error handler'];
    expect(calls).toEqual(['before', 'handler', 'after', ...handlers, 'teardown']);
  });

  it('keeps the session of its error handler, and not that of the broken response', async () => {
    const { response } = await outcomeOf(how, 'answers');
    expect([response!.headers['set-cookie'] ?? []].flat()).toHaveLength(how === 'onSend' ? 1 : 0);
  });
});

describe.each<[Break]>([['session, always'], ['onSend, always'], ['both, always']])(
  'A response that is broken by %s',
  (how) => {
    it.each<Answer>(['answers', 'throws'])(
      'is the default page in the end, when a handler %s',
      async (errorHandler) => {
        const { response, calls } = await outcomeOf(how, errorHandler);
        expect(response?.status).toBe(500);
        expect(response?.headers['set-cookie'] === undefined).toBe(how !== 'onSend, always');
        expect(calls.filter((call) => ['after', 'teardown'].includes(call))).toEqual(['after', 'teardown']);
      },
    );
  },
);

describe('A handler that goes on after its request has timed out', () => {
  /** What is logged, and how often an error handler was asked. */
  async function lateOutcome(late: () => unknown): Promise<{ status: number; asked: number; logged: unknown[] }> {
    let asked = 0;
    class Slow {
      @Route('/')
      async slow() {
        await new Promise((done) => setTimeout(done, 120));
        return late();
      }

      @ErrorHandler(Error)
      sorry() {
        asked++;
        return new Response('sorry', { status: 503 });
      }
    }
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Slow], fastify: { logger, handlerTimeout: 30 } });
    const { status } = await app.testClient().get('/');
    await new Promise((done) => setTimeout(done, 200));
    return { status, asked, logged: entries.map(({ msg }) => msg) };
  }

  it('has its error logged alone', async () => {
    const outcome = await lateOutcome(() => {
      throw new Error('late');
    });
    expect(outcome).toMatchObject({ status: 503, asked: 1 });
    expect(outcome.logged).toContain('Slow.slow failed after its response had been sent: GET /');
  });

  it('has its value told from a reply by hand', async () => {
    const { status, logged } = await lateOutcome(() => 'late');
    expect(status).toBe(503);
    expect(logged.at(-1)).toMatch(/^Slow\.slow returned a value after an error had been answered in its place/);
  });
});

describe('A response that broke', () => {
  it('leaves what a plugin says of Vary', async () => {
    class Pages {
      @Route('/')
      index() {
        // eslint-disable-next-line require-yield -- it fails before
        const pieces = (function* (): Generator<string> {
          throw new Error('it breaks');
        })();
        return new Response(pieces, { headers: { vary: 'Accept' } });
      }
    }
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    app.fastify.addHook('onRequest', async (_request, reply) => void reply.header('vary', 'Origin'));
    const { status, headers } = await app.testClient().get('/');
    expect([status, headers['vary']]).toEqual([500, 'Origin, Accept']);
  });

  it('gives back the headers of plugins that it had others in the place of', async () => {
    const { status, headers } = await brokenBeside({
      onRequest: { link: '</style.css>; rel=preload', 'content-security-policy': "default-src 'self'" },
    });
    expect([status, headers['link'], headers['content-security-policy']]).toEqual([
      500,
      '</style.css>; rel=preload',
      "default-src 'self'",
    ]);
  });

  it('leaves a header that a plugin has set after it', async () => {
    const { status, headers } = await brokenBeside({ onSend: { link: '</late.css>; rel=preload' } });
    expect([status, headers['link']]).toEqual([500, '</late.css>; rel=preload']);
    expect(headers).not.toHaveProperty('content-security-policy');
  });
});

/** A response with headers of its own that a plugin breaks, where plugins have set others. */
async function brokenBeside(others: { onRequest?: Record<string, string>; onSend?: Record<string, string> }) {
  class Pages {
    @Route('/')
    index() {
      return new Response('text', {
        headers: { link: '</own.css>; rel=preload', 'content-security-policy': 'sandbox' },
      });
    }
  }
  const app = createApp({ controllers: [Pages], fastify: { logger: false } });
  app.fastify.addHook('onRequest', async (_request, reply) => void reply.headers(others.onRequest ?? {}));
  app.fastify.addHook('onSend', async (_request, reply) => {
    reply.headers(others.onSend ?? {});
    throw new Error('it breaks');
  });
  return app.testClient().get('/');
}
