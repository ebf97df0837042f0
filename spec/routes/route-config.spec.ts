import rateLimit from '@fastify/rate-limit';
import { BeforeRequest, Controller, createApp, ErrorHandler, Get, Post, Request, Route, abort } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    role?: string;
    plan?: string;
  }
}

@Controller('/account')
class Account {
  @Route('/login', ['POST'], { config: { rateLimit: { max: 2 } } })
  login() {
    return 'logged in';
  }

  @Get('/:id', { config: { role: 'admin', plan: 'free' } })
  show(request: Request) {
    return { route: request.route, environ: request.environ.request.routeOptions.config.plan };
  }

  @Post('/')
  create(request: Request) {
    return { config: request.route!.config, isSame: request.route === request.route };
  }
}

describe('config of a route', () => {
  it('is what plugins of Fastify read', async () => {
    const client = quietApp([Account], { plugins: [[rateLimit, { global: false }]] }).testClient();
    const statuses = [];
    for (let times = 0; times < 3; times++) statuses.push((await client.post('/account/login')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await client.get('/account/1')).status).toBe(200);
  });

  it('may have any key, and is not changed', async () => {
    const config = Object.freeze({ plan: 'free' });
    class Plans {
      @Get('/', { config })
      index(request: Request) {
        return String(request.environ.request.routeOptions.config.plan);
      }

      @Get('/broken', { config })
      broken() {
        abort(418);
      }
    }
    const client = quietApp([Plans]).testClient();
    expect([(await client.get('/')).text, (await client.get('/broken')).status]).toEqual(['free', 418]);
    expect(Object.keys(config)).toEqual(['plan']);
  });

  it('is listed in app.routes, where there is one', () => {
    expect(quietApp([Account]).routes.map(({ path, config }) => [path, config])).toEqual([
      ['/account/login', { rateLimit: { max: 2 } }],
      ['/account/:id', { role: 'admin', plan: 'free' }],
      ['/account/', undefined],
    ]);
  });

  it('has to be an object', () => {
    class Wrong {
      @Route('/', ['GET'], { config: 'admin' as never })
      index() {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Wrong] })).toEqual([
      "Wrong.index: its config is 'admin'. It must be an object: { rateLimit: { max: 5 } }.",
    ]);
  });
});

describe('request.route', () => {
  it('is the route that serves the request, as app.routes has it', async () => {
    const app = quietApp([Account]);
    const { route, environ } = (await app.testClient().get('/account/1')).json();
    expect(route).toEqual(app.routes[1]);
    expect(route).toMatchObject({ endpoint: 'account.show', methods: ['GET'], handler: 'Account.show' });
    expect(environ).toBe('free');
  });

  it('is the same object each time, with an empty config where none was given', async () => {
    const client = quietApp([Account]).testClient();
    expect((await client.post('/account/')).json()).toEqual({ config: {}, isSame: true });
  });

  it('lets a hook decide by its config', async () => {
    class Guard {
      @BeforeRequest({ scope: 'app' })
      check(request: Request) {
        if (request.route?.config.role === 'admin') abort(403);
      }
    }
    const client = quietApp([Account, Guard]).testClient();
    expect([(await client.get('/account/1')).status, (await client.post('/account/')).status]).toEqual([403, 200]);
  });

  it('is undefined when none matched', async () => {
    const seen: unknown[] = [];
    class Watch {
      @BeforeRequest({ scope: 'app' })
      note(request: Request) {
        seen.push(request.route);
      }

      @ErrorHandler(404, { scope: 'app' })
      missing(request: Request) {
        return String(request.route);
      }
    }
    const client = createApp({ controllers: [Account, Watch], fastify: { logger: false } }).testClient();
    expect((await client.get('/nowhere')).text).toBe('undefined');
    expect((await client.put('/account/login')).status).toBe(405);
    expect((await client.options('/account/login')).status).toBe(200);
    expect(seen).toEqual([undefined, undefined, undefined]);
  });
});
