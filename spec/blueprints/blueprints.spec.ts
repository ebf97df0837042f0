import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import {
  abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  ErrorHandler,
  Get,
  Request,
  Response,
  TeardownRequest,
  type App,
  type Blueprint,
  Post,
} from 'phial';

@Controller('/users')
class Users {
  @Get('/')
  index(request: Request) {
    return { blueprint: request.blueprint, module: request.module, endpoint: request.endpoint };
  }

  @Get('/:id')
  show(id: number, request: Request) {
    return { id, self: request.urlFor('.show', { id }), typed: request.urlFor(Users, 'index') };
  }
}

const admin: Blueprint = { name: 'admin', prefix: '/admin', controllers: [Users] };

function appOf(...blueprints: Blueprint[]): App {
  return createApp({ blueprints, fastify: { logger: false } });
}

describe('A blueprint', () => {
  it('puts its prefix before those of its controllers, and its name before their endpoints', async () => {
    const app = appOf(admin);
    expect(app.routes.map(({ path, endpoint, handler, blueprint }) => [path, endpoint, handler, blueprint])).toEqual([
      ['/admin/users/', 'admin.users.index', 'Users.index', 'admin'],
      ['/admin/users/:id', 'admin.users.show', 'Users.show', 'admin'],
    ]);
    const client = app.testClient();
    expect((await client.get('/admin/users/')).json()).toEqual({
      blueprint: 'admin',
      module: 'admin.users',
      endpoint: 'admin.users.index',
    });
    expect((await client.get('/admin/users/7')).json()).toEqual({
      id: 7,
      self: '/admin/users/7',
      typed: '/admin/users/',
    });
    expect((await client.get('/users/')).status).toBe(404);
  });

  it('may have a prefix with variables, which belong to its handlers and are carried over to its URLs', async () => {
    class Pages {
      @Get('/pages/:id')
      show(lang: string, id: number, request: Request) {
        return [lang, id, request.urlFor('.show', { id: id + 1 })];
      }
    }
    const client = appOf({ name: 'site', prefix: '/:lang', controllers: [Pages] }).testClient();
    expect((await client.get('/de/pages/1')).json()).toEqual(['de', 1, '/de/pages/2']);
  });

  it('needs no prefix', async () => {
    const client = appOf({ name: 'plain', controllers: [Users] }).testClient();
    expect((await client.get('/users/')).json()).toMatchObject({ blueprint: 'plain', endpoint: 'plain.users.index' });
  });

  it('nests, and prefixes and names add up', async () => {
    const app = appOf({ name: 'shop', prefix: '/shop', blueprints: [admin] });
    expect(app.urlFor('shop.admin.users.show', { id: 1 })).toBe('/shop/admin/users/1');
    expect((await app.testClient().get('/shop/admin/users/')).json()).toMatchObject({ blueprint: 'shop.admin' });
  });

  it('may be registered twice under two names, and is not changed', async () => {
    const before = JSON.stringify(admin);
    const app = appOf(Object.freeze({ ...admin }), { ...admin, name: 'staff', prefix: '/staff' });
    const client = app.testClient();
    expect((await client.get('/admin/users/')).json()).toMatchObject({ endpoint: 'admin.users.index' });
    expect((await client.get('/staff/users/2')).json()).toEqual({
      id: 2,
      self: '/staff/users/2',
      typed: '/staff/users/',
    });
    expect(() => app.urlFor(Users, 'index')).toThrow(
      "urlFor(Users, 'index'): the class is in several blueprints. Write 'admin.users.index' or 'staff.users.index' instead.",
    );
    expect(JSON.stringify(admin)).toBe(before);
  });

  it('makes its controllers anew for each registration', async () => {
    class Counter {
      readonly made = Math.random();

      @Get('/')
      index() {
        return { made: this.made };
      }
    }
    const one: Blueprint = { name: 'one', prefix: '/one', controllers: [Counter] };
    const client = appOf(one, { ...one, name: 'two', prefix: '/two' }).testClient();
    expect((await client.get('/one/')).json()).not.toEqual((await client.get('/two/')).json());
  });

  it('brings services that all of the app sees', async () => {
    class Mailer {
      send() {
        return 'sent';
      }
    }

    class Pages {
      @Get('/')
      index(mailer: Mailer) {
        return mailer.send();
      }
    }
    const app = createApp({
      controllers: [Pages],
      blueprints: [{ name: 'mail', services: [new Mailer()] }],
      fastify: { logger: false },
    });
    expect((await app.testClient().get('/')).text).toBe('sent');
  });

  it('leaves a request outside of it alone', async () => {
    class Pages {
      @Get('/')
      index(request: Request) {
        return { blueprint: request.blueprint ?? null };
      }
    }
    const app = createApp({ controllers: [Pages], blueprints: [admin], fastify: { logger: false } });
    expect((await app.testClient().get('/')).json()).toEqual({ blueprint: null });
  });

  it('has a setup that is called with the app, and awaited by ready()', async () => {
    const events: string[] = [];
    const app = appOf({
      ...admin,
      async setup(given) {
        events.push(`set up with ${given.routes.length} routes`);
        given.fastify.get('/health', async () => 'healthy');
        await new Promise(setImmediate);
        events.push('done');
      },
    });
    expect(events).toEqual(['set up with 2 routes']);
    await app.ready();
    expect(events).toEqual(['set up with 2 routes', 'done']);
    expect((await app.testClient().get('/health')).text).toBe('healthy');
  });

  describe('with a setup that takes time', () => {
    const later = (add: () => void): Blueprint => ({
      ...admin,
      async setup() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        add();
      },
    });

    it('is set up before the first request of a test client', async () => {
      const app = appOf({
        ...admin,
        async setup(given) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          given.fastify.get('/health', async () => 'healthy');
        },
      });
      expect((await app.testClient().get('/health')).text).toBe('healthy');
    });

    it('fails the first request of a test client when it fails', async () => {
      const app = appOf(
        later(() => {
          throw new Error('No database.');
        }),
      );
      await expect(app.testClient().get('/')).rejects.toThrow('admin: setup(): No database.');
    });

    it('may ask Fastify for the rest, which does not wait for it then', async () => {
      let isReady = false;
      const app = appOf({
        ...admin,
        async setup({ fastify }) {
          await new Promise(setImmediate);
          await fastify.ready();
          isReady = true;
        },
      });
      await app.ready();
      expect(isReady).toBe(true);
    });

    it('is set up, or fails, before Fastify answers that is asked alone', async () => {
      let isOpen = false;
      await appOf(later(() => (isOpen = true))).fastify.inject('/');
      expect(isOpen).toBe(true);
      const broken = appOf(
        later(() => {
          throw new Error('No database.');
        }),
      );
      await expect(broken.fastify.ready()).rejects.toThrow('admin: setup(): No database.');
    });
  });

  it('may be an object of a class, with fields of its own', async () => {
    class Counting implements Blueprint {
      readonly name = 'counting';
      #apps = 0;

      setup() {
        this.#apps += 1;
      }

      get apps() {
        return this.#apps;
      }
    }
    const counting = new Counting();
    await createApp({ blueprints: [counting], fastify: { logger: false } }).ready();
    expect(counting.apps).toBe(1);
  });

  it('whose setup fails makes ready() fail', async () => {
    const app = appOf({
      name: 'broken',
      setup: async () => {
        throw new Error('No database.');
      },
    });
    await expect(app.ready()).rejects.toThrow('broken: setup(): No database.');
  });

  it('whose setup throws at once makes createApp() fail, and is named', () => {
    const error = new RangeError('No such port.');
    const broken = {
      name: 'broken',
      setup() {
        throw error;
      },
    };
    expect(() => appOf(broken)).toThrow(error);
    expect(error.message).toBe('broken: setup(): No such port.');
    expect(error.stack).toContain('RangeError: broken: setup(): No such port.\n');
  });

  it('whose controller cannot be made is named', () => {
    class Shop {
      constructor() {
        throw new Error('No goods.');
      }

      @Get('/')
      index() {
        return 'Hello';
      }
    }
    expect(() => appOf({ name: 'shop', controllers: [Shop] })).toThrow('shop: the constructor of Shop: No goods.');
  });
});

describe('The hooks of a blueprint', () => {
  const ran: string[] = [];
  beforeEach(() => void ran.splice(0));

  function hooksNamed(name: string, scope: 'app' | 'blueprint' | 'controller') {
    class Hooks {
      @BeforeRequest({ scope })
      before() {
        ran.push(`before ${name}`);
      }

      @AfterRequest({ scope })
      after() {
        ran.push(`after ${name}`);
      }

      @TeardownRequest({ scope })
      teardown() {
        ran.push(`teardown ${name}`);
      }
    }
    return Hooks;
  }

  class Pages extends hooksNamed('controller', 'controller') {
    @Get('/page')
    page() {
      ran.push('page');
      return 'page';
    }
  }

  const nested = appWithHooks();

  function appWithHooks(): App {
    const inner: Blueprint = {
      name: 'inner',
      prefix: '/inner',
      controllers: [hooksNamed('inner', 'blueprint'), Pages],
    };
    const outer: Blueprint = {
      name: 'outer',
      prefix: '/outer',
      controllers: [hooksNamed('outer', 'blueprint')],
      blueprints: [inner, { name: 'other', controllers: [hooksNamed('other', 'blueprint')] }],
    };
    return createApp({ controllers: [hooksNamed('app', 'app')], blueprints: [outer], fastify: { logger: false } });
  }

  it('run before from the app inwards, and after outwards', async () => {
    await nested.testClient().get('/outer/inner/page');
    expect(ran).toEqual([
      'before app',
      'before outer',
      'before inner',
      'before controller',
      'page',
      'after controller',
      'after inner',
      'after outer',
      'after app',
      'teardown controller',
      'teardown inner',
      'teardown outer',
      'teardown app',
    ]);
  });

  it('do not run for unknown paths that the expression of its prefix does not match', async () => {
    class Guard {
      @BeforeRequest({ scope: 'blueprint' })
      stop() {
        return 'stopped';
      }
    }
    const client = appOf({ name: 'language', prefix: '/:lang(^(?:de|en)$)', controllers: [Guard] }).testClient();
    expect((await client.get('/de/missing')).text).toBe('stopped');
    expect((await client.get('/favicon.ico')).status).toBe(404);
  });

  it('run for unknown paths below its prefix', async () => {
    const { status } = await nested.testClient().get('/outer/inner/nowhere');
    expect(status).toBe(404);
    expect(ran.filter((one) => one.startsWith('before'))).toEqual(['before app', 'before outer', 'before inner']);
    ran.splice(0);
    await nested.testClient().get('/outer/nowhere');
    expect(ran.filter((one) => one.startsWith('before'))).toEqual(['before app', 'before outer']);
    ran.splice(0);
    await nested.testClient().get('/nowhere');
    expect(ran.filter((one) => one.startsWith('before'))).toEqual(['before app']);
  });
});

describe('The error handlers of a blueprint', () => {
  class Pages {
    @Get('/page')
    page() {
      abort(404, 'No page.');
    }

    @Get('/broken')
    broken() {
      throw new RangeError('Too far.');
    }
  }

  function handling(name: string, scope: 'app' | 'blueprint') {
    class Handlers {
      @ErrorHandler(404, { scope })
      missing(request: Request) {
        return `${name}: ${request.blueprint ?? 'no blueprint'}`;
      }
    }
    return Handlers;
  }

  class RangeErrors {
    @ErrorHandler(RangeError, { scope: 'blueprint' })
    range() {
      return new Response('out of range', { status: 400 });
    }
  }

  const inner: Blueprint = { name: 'inner', prefix: '/inner', controllers: [Pages, handling('inner', 'blueprint')] };
  const outer: Blueprint = {
    name: 'outer',
    prefix: '/outer',
    controllers: [handling('outer', 'blueprint'), RangeErrors],
    blueprints: [inner],
  };
  const client = createApp({ controllers: [handling('app', 'app')], fastify: { logger: false } }).testClient();
  const nested = createApp({
    controllers: [handling('app', 'app')],
    blueprints: [outer],
    fastify: { logger: false },
  }).testClient();

  it('are asked from the inside out', async () => {
    expect((await nested.get('/outer/inner/page')).text).toBe('inner: outer.inner');
    expect(await nested.get('/outer/inner/broken')).toMatchObject({ status: 400, text: 'out of range' });
  });

  it('see unknown paths below its prefix, and the request tells its name', async () => {
    expect((await nested.get('/outer/inner/nowhere')).text).toBe('inner: outer.inner');
    expect((await nested.get('/outer/nowhere')).text).toBe('outer: outer');
    expect((await nested.get('/nowhere')).text).toBe('app: no blueprint');
    expect((await client.get('/nowhere')).text).toBe('app: no blueprint');
  });
});

describe('The plugins of a blueprint', () => {
  class Pages {
    @Get('/page')
    page() {
      return 'page';
    }
  }

  async function sign(fastify: FastifyInstance, { by = 'a plugin' }: { by?: string }): Promise<void> {
    fastify.addHook('onSend', async (_request, reply) => void reply.header('x-signed', by));
  }

  const outside: Blueprint = { name: 'outside', prefix: '/outside', controllers: [Pages] };

  it('hold for its routes, and those of blueprints in it, alone', async () => {
    const signed: Blueprint = {
      name: 'signed',
      prefix: '/signed',
      controllers: [Pages],
      plugins: [[sign, { by: 'me' }]],
      blueprints: [{ name: 'in', prefix: '/in', controllers: [Pages] }],
    };
    const client = appOf(signed, outside).testClient();
    expect((await client.get('/signed/page')).headers['x-signed']).toBe('me');
    expect((await client.get('/signed/in/page')).headers['x-signed']).toBe('me');
    expect((await client.get('/outside/page')).headers['x-signed']).toBeUndefined();
  });

  it('are those that it had when the app was made', async () => {
    const changed = { ...outside, plugins: [] as (typeof sign)[] };
    const app = appOf(changed);
    changed.plugins.push(sign);
    expect((await app.testClient().get('/outside/page')).headers['x-signed']).toBeUndefined();
  });

  it('may take a callback', async () => {
    const late = (fastify: FastifyInstance, _options: object, done: () => void): void => {
      fastify.addHook('onSend', async (_request, reply) => void reply.header('x-signed', 'late'));
      setImmediate(done);
    };
    const client = appOf({ name: 'signed', controllers: [Pages], plugins: [late] }).testClient();
    expect((await client.get('/page')).headers['x-signed']).toBe('late');
  });

  it('have the bodies of their own routes read by Fastify, and by what they add', async () => {
    const hook = async (fastify: FastifyInstance): Promise<void> => {
      fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, `any ${body}`));
      fastify.post('/hook', async (request) => ({ body: request.body }));
    };
    class Forms {
      @Post('/form')
      form(request: Request) {
        return { form: request.form, data: request.data.toString() };
      }
    }
    const client = appOf({ name: 'hooked', controllers: [Forms], plugins: [hook] }).testClient();
    expect((await client.post('/hook', { json: { a: 1 } })).json()).toEqual({ body: { a: 1 } });
    expect((await client.post('/hook', { form: { a: '1' } })).json()).toEqual({ body: 'any a=1' });
    expect((await client.post('/form', { form: { a: '1' } })).json()).toMatchObject({ form: { a: '1' } });
    expect((await client.post('/form', { body: 'x', headers: { 'content-type': 'text/x-own' } })).json()).toMatchObject(
      { data: 'x' },
    );
  });

  it('are registered once for the app when two blueprints have them, and are wrapped', async () => {
    const counted = fastifyPlugin(async (fastify: FastifyInstance) => {
      fastify.decorate('counted', 1);
    });
    const one: Blueprint = { name: 'one', prefix: '/one', controllers: [Pages], plugins: [counted] };
    const app = createApp({ blueprints: [one, { ...one, name: 'two', prefix: '/two' }], plugins: [counted] });
    expect((await app.testClient().get('/two/page')).text).toBe('page');
  });

  describe('that are wrapped, and made with options by each', () => {
    const decorated = fastifyPlugin(async (fastify: FastifyInstance) => void fastify.decorate('counted', 1), {
      name: 'counting',
    });
    const shop = (name: string, from = 1): Blueprint => ({
      name,
      prefix: `/${name}`,
      controllers: [Pages],
      plugins: [[decorated, { from: [from] }]],
    });

    it('are registered once when the options are the same', async () => {
      const app = createApp({ blueprints: [shop('one'), shop('two')], plugins: [[decorated, { from: [1] }]] });
      expect((await app.testClient().get('/two/page')).text).toBe('page');
    });

    it('say whose they are when the options differ, and they cannot be there twice', async () => {
      await expect(appOf(shop('one'), shop('two', 2)).ready()).rejects.toThrow(
        "the blueprint one and the blueprint two both have the plugin counting, with other options each, and it holds for the whole app, once: The decorator 'counted' has already been added! Register it in createApp({ plugins: [[plugin, options]] }) alone.",
      );
    });

    it('may be there twice when they can', async () => {
      const added = fastifyPlugin(async (fastify: FastifyInstance, { path }: { path: string }) => {
        fastify.get(path, async () => path);
      });
      const app = createApp({
        plugins: [
          [added, { path: '/a' }],
          [added, { path: '/b' }],
        ],
        fastify: { logger: false },
      });
      expect((await app.testClient().get('/a')).text).toBe('/a');
      expect((await app.testClient().get('/b')).text).toBe('/b');
    });
  });

  it('hold for the app when fastify-plugin has wrapped them', async () => {
    const client = appOf({ name: 'signed', plugins: [fastifyPlugin(sign)] }, outside).testClient();
    expect((await client.get('/outside/page')).headers['x-signed']).toBe('a plugin');
  });
});
