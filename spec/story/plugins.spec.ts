import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

import { BeforeRequest, Controller, ErrorHandler, Get, Post, Request, type AppOptions } from 'phial';
import { quietApp } from '../support/quiet-app.js';

/** A plugin whose hooks and decorations are for the whole app, as fastify-plugin makes them. */
function forAll(plugin: FastifyPluginCallback<object>): FastifyPluginCallback<object> {
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

@Controller('/notes')
class Notes {
  @Get('/')
  index(request: Request) {
    return (request.environ.request as { user?: string }).user ?? 'nobody';
  }

  @Post('/')
  create(request: Request) {
    return request.json;
  }
}

function clientOf(plugins: AppOptions['plugins'], controllers: AppOptions['controllers'] = [Notes]) {
  return quietApp(controllers, { plugins }).testClient();
}

describe('a plugin of Fastify', () => {
  it('is there before the controllers, so that its hooks see their requests', async () => {
    const users = forAll((fastify, _options, done) => {
      fastify.decorateRequest('user', '');
      fastify.addHook('onRequest', (request, _reply, next) => {
        (request as { user?: string }).user = 'ada';
        next();
      });
      done();
    });
    expect((await clientOf([users]).get('/notes/')).text).toBe('ada');
  });

  it('may be given with options', async () => {
    const greeting = (fastify: FastifyInstance, { text }: { text: string }, done: () => void): void => {
      fastify.get('/greeting', () => text);
      done();
    };
    expect((await clientOf([[greeting, { text: 'hello' }]]).get('/greeting')).text).toBe('hello');
  });

  it('may be async', async () => {
    const later = async (fastify: FastifyInstance): Promise<void> => {
      await Promise.resolve();
      fastify.get('/later', () => 'it is later');
    };
    expect((await clientOf([later]).get('/later')).text).toBe('it is later');
  });

  it('fails the start with its error', async () => {
    const broken = async (): Promise<void> => Promise.reject(new Error('The plugin is broken'));
    await expect(quietApp([], { plugins: [broken] }).ready()).rejects.toThrow('The plugin is broken');
  });

  it('has its bodies parsed as Fastify does', async () => {
    const echo = async (fastify: FastifyInstance): Promise<void> => {
      fastify.post('/echo', ({ body }) => ({ body, isBuffer: Buffer.isBuffer(body) }));
    };
    expect((await clientOf([echo]).post('/echo', { json: { a: 1 } })).json()).toEqual({
      body: { a: 1 },
      isBuffer: false,
    });
  });

  it('may parse bodies in its own way, and leaves those of controllers alone', async () => {
    const upper = forAll((fastify, _options, done) => {
      fastify.removeContentTypeParser('application/json');
      fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) =>
        parsed(null, String(body).toUpperCase()),
      );
      fastify.post('/upper', ({ body }) => ({ body }));
      done();
    });
    const client = clientOf([upper]);
    expect((await client.post('/upper', { json: ['a'] })).json()).toEqual({ body: '["A"]' });
    expect((await client.post('/notes/', { json: ['a'] })).json()).toEqual(['a']);
  });

  it('runs no hooks of controllers', async () => {
    class Guard {
      @BeforeRequest({ scope: 'app' })
      stop() {
        return 'stopped';
      }
    }
    const plain = async (fastify: FastifyInstance): Promise<void> => void fastify.get('/plain', () => 'plain');
    expect((await clientOf([plain], [Guard]).get('/plain')).text).toBe('plain');
  });

  it('has its errors answered by the error handlers of the app', async () => {
    class Errors {
      @ErrorHandler(500, { scope: 'app' })
      failed() {
        return 'sorry';
      }
    }
    const broken = async (fastify: FastifyInstance): Promise<void> =>
      void fastify.get('/broken', () => {
        throw new Error('A secret detail');
      });
    expect(await clientOf([broken], [Errors]).get('/broken')).toMatchObject({ status: 500, text: 'sorry' });
  });

  it('names the handler whose path it serves', async () => {
    const notes = async (fastify: FastifyInstance): Promise<void> => void fastify.get('/notes/', () => 'mine');
    await expect(quietApp([Notes], { plugins: [notes] }).ready()).rejects.toThrow(
      'Notes.index: GET /notes/ is served already, by a plugin',
    );
  });

  it('has the other methods of its paths refused with 405', async () => {
    const plain = async (fastify: FastifyInstance): Promise<void> => void fastify.get('/plain', () => 'plain');
    const { status, headers } = await clientOf([plain]).post('/plain');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('has the methods of its first page in Allow, with a last slash and without', async () => {
    const plugin: FastifyPluginCallback<object> = (fastify, _options, done) => {
      fastify.get('/', () => 'the board');
      done();
    };
    const client = clientOf([[plugin, { prefix: '/board' }]]);
    const allowed = async (path: string) => (await client.post(path)).headers['allow'];
    expect([await allowed('/board'), await allowed('/board/')]).toEqual(['GET, HEAD, OPTIONS', 'GET, HEAD, OPTIONS']);
  });

  it('has them where its first page is of one host', async () => {
    const plugin: FastifyPluginCallback<object> = (fastify, _options, done) => {
      fastify.route({ method: ['GET'], url: '/', constraints: { host: 'a.test' }, handler: () => 'the board' });
      done();
    };
    const client = clientOf([[plugin, { prefix: '/board' }]]);
    const allowed = async (path: string) => (await client.patch(path)).headers['allow'];
    expect([await allowed('/board'), await allowed('/board/')]).toEqual(['GET, HEAD, OPTIONS', 'GET, HEAD, OPTIONS']);
  });

  it('that answers OPTIONS everywhere, as for CORS, makes no path known', async () => {
    const cors = forAll((fastify, _options, done) => {
      fastify.options('*', (_request, reply) => reply.code(204).send());
      done();
    });
    const client = clientOf([cors]);
    expect((await client.options('/nowhere')).status).toBe(204);
    expect((await client.get('/nowhere')).status).toBe(404);
    expect((await client.put('/notes/')).headers['allow']).toBe('GET, HEAD, POST, OPTIONS');
  });
});

describe('A plugin that answers unknown paths', () => {
  const pluginOf = () => async (fastify: FastifyInstance) => {
    fastify.setNotFoundHandler(() => 'lost');
    await Promise.resolve();
  };

  it('is refused, with what to write in its place', async () => {
    const app = quietApp([Notes], { plugins: [Object.assign(pluginOf(), { [Symbol.for('skip-override')]: true })] });
    await expect(app.ready()).rejects.toThrow(
      /plugins, at \S+plugins\.spec\.ts\S*: a plugin calls setNotFoundHandler\(\).*\n.*@ErrorHandler\(404.*\(PH222\)/,
    );
  });

  it('does so below a prefix of its own', async () => {
    expect((await clientOf([[pluginOf(), { prefix: '/admin' }]]).get('/admin/nothing')).text).toBe('lost');
  });
});
