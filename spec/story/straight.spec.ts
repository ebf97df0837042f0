import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import {
  Abort,
  BeforeRequest,
  Controller,
  Get,
  makeResponse,
  Post,
  Redirect,
  Request,
  Response,
  Route,
  TeardownRequest,
  type AppOptions,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';
import { exchange } from '../support/raw-request.js';

@Controller()
class Notes {
  @Get('/text')
  text() {
    return 'Grüße';
  }

  @Get('/data')
  data() {
    return { id: 1 };
  }

  @Get('/made')
  made() {
    const headers = { Link: ['</a>; rel="next"', '</b>; rel="prev"'], 'X-Frame-Options': 'DENY', 'Content-Length': 3 };
    return makeResponse('Made.', 201, headers).setCookie('a', '1').setCookie('b', '2').vary('Accept');
  }

  @Get('/bytes')
  bytes() {
    return Buffer.from('bytes');
  }

  @Get('/nothing')
  nothing() {
    return new Response(null, { status: 204, type: 'text/plain' });
  }

  @Route('/size', ['HEAD'])
  size() {
    return makeResponse('', 200, { 'Content-Length': 5000 });
  }

  @Get('/empty')
  empty() {
    return new Response();
  }

  @Get('/redirect')
  redirect() {
    throw new Redirect('/text');
  }

  @Get('/refused')
  refused() {
    throw new Abort(403, 'Not yours.');
  }

  @Get('/broken')
  broken() {
    throw new Error('It broke.');
  }

  @Post('/text')
  create(request: Request) {
    return { got: request.json };
  }
}

/** A plugin whose hook is for the whole app. */
function withHook(name: string, hook: (...given: never[]) => unknown): AppOptions['plugins'] {
  const plugin = async (fastify: FastifyInstance) => {
    fastify.addHook(name as 'onSend', hook as never);
  };
  return [Object.assign(plugin, { [Symbol.for('skip-override')]: true })];
}

/** What goes over the socket, line by line in an order of their own, but for the date. */
async function linesOf(plugins: AppOptions['plugins'], head: string, rest: string): Promise<string[]> {
  const app = quietApp([Notes], { plugins });
  const address = await app.run({ port: 0 });
  const asked = Buffer.from(`${head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${rest}`);
  const { headers, body } = await exchange(address, asked);
  await app.close();
  const lines = headers.split('\r\n').filter((line) => !/^date:/i.test(line));
  return [...lines.map((line) => line.replace(/^[\w-]+(?=:)/, (name) => name.toLowerCase())).sort(), body];
}

describe('a response that no hook of a plugin sees', () => {
  const JSON_BODY = 'Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}';

  it.each([
    'GET /text',
    'HEAD /text',
    'GET /data',
    'GET /made',
    'HEAD /made',
    'GET /bytes',
    'GET /nothing',
    'HEAD /size',
    'GET /empty',
    'HEAD /empty',
    'GET /redirect',
    'GET /refused',
    'GET /broken',
    'GET /nowhere',
    'OPTIONS /text',
    'DELETE /text',
    'POST /text',
  ])('has the same bytes on the wire as one that is seen: %s', async (head) => {
    const rest = head.startsWith('POST') ? JSON_BODY : '\r\n';
    const seeing = withHook('onResponse', (_request: never, _reply: never, done: () => void) => done());
    expect(await linesOf([], head, rest)).toEqual(await linesOf(seeing, head, rest));
  });
});

describe('the head of such a response', () => {
  it.each([
    ['goes to Node as one list', [], [true]],
    ['goes through Fastify where a hook sees it', withHook('onSend', async () => undefined), [false]],
  ])('%s', async (_title, plugins, expected) => {
    const app = quietApp([Notes], { plugins });
    const address = await app.run({ port: 0 });
    const areLists: boolean[] = [];
    app.fastify.server.prependListener('request', (_request, response) => {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = (status: number, head: never) => {
        areLists.push(Array.isArray(head));
        return writeHead(status, head);
      };
    });
    await (await fetch(`${address}/text`)).text();
    await app.close();
    expect(areLists).toEqual(expected);
  });
});

describe('a hook of a plugin', () => {
  it.each(['onRequest', 'preParsing', 'preValidation', 'preHandler'])(
    'has its header sent, and kept where the response has none of the name: %s',
    async (name) => {
      const plugins = withHook(name, async (_request: FastifyRequest, reply: FastifyReply) => {
        reply.header('x-frame-options', 'DENY').header('x-seen', name);
      });
      const { headers } = await quietApp([Notes], { plugins }).testClient().get('/text');
      expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-seen': name });
    },
  );

  it('sees the headers of a response before it is sent, and may change its body: onSend', async () => {
    const plugins = withHook(
      'onSend',
      async (_request: FastifyRequest, reply: FastifyReply, payload: unknown) =>
        `${String(payload)} ${String(reply.getHeader('content-type'))}`,
    );
    expect((await quietApp([Notes], { plugins }).testClient().get('/text')).text).toBe(
      'Grüße text/html; charset=utf-8',
    );
  });

  it('sees them when it is out: onResponse', async () => {
    const seen: unknown[] = [];
    const plugins = withHook('onResponse', async (_request: FastifyRequest, reply: FastifyReply) => {
      seen.push(reply.statusCode, reply.getHeader('link'), reply.getHeader('content-length'));
    });
    await quietApp([Notes], { plugins }).testClient().get('/made');
    expect(seen).toEqual([201, ['</a>; rel="next"', '</b>; rel="prev"'], '5']);
  });

  it('sees an error: onError', async () => {
    const seen: unknown[] = [];
    const plugins = withHook('onError', async (_request: FastifyRequest, reply: FastifyReply, error: Error) => {
      reply.header('x-failed', error.message);
      seen.push(error.message);
    });
    const { headers } = await quietApp([Notes], { plugins }).testClient().get('/broken');
    expect([seen, headers['x-failed']]).toEqual([['It broke.'], 'It broke.']);
  });

  it('may be of some routes alone', async () => {
    const plugins = withHook('onRoute', (route: { url: string; onSend?: unknown }) => {
      if (route.url === '/data')
        route.onSend = async (_request: never, reply: FastifyReply) => void reply.header('x-own', 'yes');
    });
    const client = quietApp([Notes], { plugins }).testClient();
    expect([(await client.get('/data')).headers['x-own'], (await client.get('/text')).headers['x-own']]).toEqual([
      'yes',
      undefined,
    ]);
  });
});

describe("Fastify's reply", () => {
  it('has its headers sent, which a hook has set on it', async () => {
    class Marked {
      @BeforeRequest()
      mark(request: Request) {
        request.environ.reply.header('x-marked', 'yes');
      }

      @Get('/')
      index() {
        return 'Here.';
      }
    }
    expect((await quietApp([Marked]).testClient().get('/')).headers['x-marked']).toBe('yes');
  });

  it.each(['/missing', '/refused', '/failed', '/early', '/own'])(
    'has its headers sent, which the handler of a plugin has set that leaves the answer to Phial: %s',
    async (path) => {
      const plugin = async (fastify: FastifyInstance): Promise<void> => {
        const mark = (reply: FastifyReply): FastifyReply => reply.header('x-marked', 'yes').header('set-cookie', 'a=1');
        const onRequest = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => void mark(reply);
        fastify.get('/missing', (_request, reply) => mark(reply).callNotFound());
        fastify.get('/early', { onRequest }, (_request, reply) => reply.callNotFound());
        fastify.get('/refused', (_request, reply) => {
          throw Object.assign(new Error('No.'), { statusCode: 403, reply: mark(reply).statusCode });
        });
        fastify.get('/failed', async (_request, reply) => Promise.reject(new Error(String(mark(reply).statusCode))));
      };
      class Own {
        @Get('/own')
        own({ environ }: Request) {
          environ.reply.header('x-marked', 'yes').header('set-cookie', 'a=1').callNotFound();
        }
      }
      const { headers } = await quietApp([Own], { plugins: [plugin] })
        .testClient()
        .get(path);
      expect(headers).toMatchObject({ 'x-marked': 'yes', 'set-cookie': 'a=1', 'x-content-type-options': 'nosniff' });
    },
  );

  it('tells a teardown hook what was sent', async () => {
    const seen: unknown[] = [];
    class Counted {
      @Get('/')
      index() {
        return makeResponse('Here.', 202);
      }

      @TeardownRequest()
      count(request: Request) {
        const { reply } = request.environ;
        seen.push(reply.statusCode, reply.getHeader('content-type'), reply.getHeader('content-length'));
      }
    }
    await quietApp([Counted]).testClient().get('/');
    expect(seen).toEqual([202, 'text/html; charset=utf-8', '5']);
  });

  it("is seen by Fastify's own log of requests, where that is wanted", async () => {
    const lines: string[] = [];
    const res = (reply: FastifyReply) => ({ type: reply.getHeader('content-type') });
    const app = quietApp([Notes], {
      fastify: {
        disableRequestLogging: false,
        logger: {
          level: 'info',
          stream: { write: (line: string) => void lines.push(line) },
          serializers: { res: res as never },
        },
      },
    });
    await app.testClient().get('/text');
    expect(lines.join('')).toContain('"res":{"type":"text/html; charset=utf-8"}');
  });
});
