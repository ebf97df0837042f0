import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App, Controller, FromRequest, Get, Post, Request, Response, abort, render, type Blueprint } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

@Controller('/users')
class Users {
  @Get('/:id')
  show(id: number, request: Request) {
    return [id, request.endpoint, request.blueprint ?? null];
  }
}

const admin: Blueprint = { name: 'admin', prefix: '/admin', controllers: [Users] };

describe("Of Flask's blueprints, views and app objects,", () => {
  it('Blueprint: its name and its prefix come before those of its controllers', async () => {
    const { text } = await quietApp([], { blueprints: [admin] })
      .testClient()
      .get('/admin/users/1');
    expect(text).toBe('[1,"admin.users.show","admin"]');
  });

  it.each(['', 'a.b', 'a b'])('Blueprint: the name %j is refused at the start', (name) => {
    expect(findingsOf({ blueprints: [{ ...admin, name }] })).toHaveLength(1);
  });

  it.each(['/admin', '/admin/'])('Blueprint: prefix and path are joined by one slash, %s', async (prefix) => {
    const client = quietApp([], { blueprints: [{ ...admin, prefix }] }).testClient();
    expect((await client.get('/admin/users/1')).status).toBe(200);
  });

  it('register_blueprint(): one name twice is refused, another one is fine', async () => {
    expect(findingsOf({ blueprints: [admin, admin] })[0]).toContain('admin');
    const second = { ...admin, name: 'staff', prefix: '/staff' };
    const client = quietApp([], { blueprints: [admin, second] }).testClient();
    expect((await client.get('/staff/users/1')).text).toBe('[1,"staff.users.show","staff"]');
  });

  it('register_blueprint(): what an app registers is a copy', async () => {
    const own = { ...admin };
    const app = quietApp([], { blueprints: [own] });
    own.prefix = '/changed';
    expect((await app.testClient().get('/admin/users/1')).status).toBe(200);
  });

  it('Nested: names and prefixes add up', async () => {
    const shop = { name: 'shop', prefix: '/shop', blueprints: [admin] };
    const { text } = await quietApp([], { blueprints: [shop] })
      .testClient()
      .get('/shop/admin/users/1');
    expect(text).toBe('[1,"shop.admin.users.show","shop.admin"]');
  });

  describe('bp static/templates:', () => {
    let root: string;

    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'phial-flask-'));
      const files = {
        'templates/login/form.hbs': 'of the app',
        'login/templates/login/form.hbs': 'of the blueprint',
        'login/templates/login/other.hbs': 'of the blueprint',
        'login/static/a.css': 'a {}',
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(root, name, '..'), { recursive: true });
        writeFileSync(join(root, name), text);
      }
    });

    afterAll(() => rmSync(root, { recursive: true }));

    class Pages {
      @Get('/form')
      form() {
        return render('login/form');
      }

      @Get('/other')
      other() {
        return render('login/other');
      }
    }

    function client() {
      const login = { name: 'login', static: join(root, 'login/static'), templates: join(root, 'login/templates') };
      return quietApp([Pages], { root, blueprints: [login] }).testClient();
    }

    it("the app's templates first, then the blueprint's", async () => {
      expect((await client().get('/form')).text).toBe('of the app');
      expect((await client().get('/other')).text).toBe('of the blueprint');
    });

    // DESIGN §17: below /static, so that no prefix is needed.
    it('static files below its name', async () => {
      expect((await client().get('/static/login/a.css')).text).toBe('a {}');
    });
  });

  it('record: setup(app) is called once the controllers are made', async () => {
    const names: string[] = [];
    const setup = (app: App) => void names.push(...app.routes.map(({ endpoint }) => endpoint));
    await quietApp([], { blueprints: [{ ...admin, setup }] }).ready();
    expect(names).toEqual(['admin.users.show']);
  });

  // DESIGN §1: a controller is made once per app; what belongs to one request is a parameter.
  it('View: a controller is one object for all requests', async () => {
    class Counter {
      readonly seen: string[] = [];

      @Get('/')
      count() {
        return this.seen.push('request');
      }
    }
    const client = quietApp([Counter]).testClient();
    await client.get('/');
    expect((await client.get('/')).text).toBe('2');
  });

  it('View: decorators of its own are parameters, which every route may declare', async () => {
    class Member {
      @FromRequest()
      static load(request: Request) {
        return request.args.has('member') ? new Member() : abort(401);
      }
    }
    class Pages {
      @Get('/')
      index(member: Member) {
        return String(member instanceof Member);
      }
    }
    const client = quietApp([Pages]).testClient();
    expect([(await client.get('/')).status, (await client.get('/?member')).status]).toEqual([401, 200]);
  });

  it('MethodView: a method for each HTTP method, those of base classes, too', async () => {
    class Base {
      @Get('/')
      read() {
        return 'read';
      }
    }
    class Notes extends Base {
      @Post('/')
      write() {
        return 'written';
      }
    }
    const client = quietApp([Notes]).testClient();
    expect([(await client.get('/')).text, (await client.post('/')).text]).toEqual(['read', 'written']);
  });

  it('async def: handlers run beside each other', async () => {
    const turn = new EventTarget();
    class Pages {
      @Get('/wait')
      async wait() {
        await new Promise((done) => turn.addEventListener('go', done, { once: true }));
        return 'waited';
      }

      @Get('/go')
      async go() {
        await Promise.resolve();
        turn.dispatchEvent(new Event('go'));
        return 'gone';
      }
    }
    const client = quietApp([Pages]).testClient();
    const waiting = client.get('/wait');
    await client.get('/go');
    expect((await waiting).text).toBe('waited');
  });

  it('App factory: two apps share nothing, and an extension is a function that returns a blueprint', async () => {
    class Greeting {
      constructor(readonly text: string) {}
    }
    class Pages {
      @Get('/')
      index(greeting: Greeting) {
        return greeting.text;
      }
    }
    const hello = (text: string): Blueprint => ({
      name: 'hello',
      controllers: [Pages],
      services: [new Greeting(text)],
    });
    const clients = ['Hello', 'Hallo'].map((text) => quietApp([], { blueprints: [hello(text)] }).testClient());
    expect(await Promise.all(clients.map(async (client) => (await client.get('/')).text))).toEqual(['Hello', 'Hallo']);
  });

  it('wsgi_app middleware: hooks of Fastify, also to route by another method', async () => {
    class Pages {
      @Get('/')
      index() {
        return new Response('', { headers: { 'X-By': 'Phial' } });
      }
    }
    const app = quietApp([Pages]);
    app.fastify.addHook('onSend', async (_request, reply) => void reply.header('X-Hook', 'Fastify'));
    expect((await app.testClient().get('/')).headers).toMatchObject({ 'x-by': 'Phial', 'x-hook': 'Fastify' });
  });
});
