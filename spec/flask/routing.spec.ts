import { Abort, BeforeRequest, Controller, Delete, Get, Request, Route, createApp } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

class Named {
  @Get('/named/:name')
  show(name: string) {
    return [name];
  }
}

describe("Of Flask's routing,", () => {
  it('Matching priority: fixed text, then expressions, variables and the rest, whatever came first', async () => {
    class Pages {
      @Get('/*')
      rest() {
        return 'rest';
      }

      @Get('/:name')
      name() {
        return 'name';
      }

      @Get('/:id(^\\d+$)')
      id() {
        return 'id';
      }

      @Get('/me')
      me() {
        return 'me';
      }

      @Get('/:name/edit')
      edit() {
        return 'edit';
      }
    }
    const client = quietApp([Pages]).testClient();
    const answers = ['/me', '/7', '/ada', '/ada/edit', '/ada/show'].map(async (path) => (await client.get(path)).text);
    expect(await Promise.all(answers)).toEqual(['me', 'id', 'name', 'edit', 'rest']);
  });

  it('Multiple rules: one method for many paths, many methods for one path', async () => {
    class Pages {
      @Get('/a')
      @Get('/b')
      read() {
        return 'read';
      }

      @Delete('/a')
      remove() {
        return 'removed';
      }
    }
    const client = quietApp([Pages]).testClient();
    expect((await client.get('/b')).text).toBe('read');
    expect((await client.delete('/a')).text).toBe('removed');
  });

  it('Multiple rules: an endpoint used twice is refused at the start', () => {
    @Controller('/other', { name: 'named' })
    class Other {
      @Get('/')
      show() {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Named, Other] })[0]).toContain('named.show');
  });

  class Slashes {
    @Route('/dir/', ['GET', 'POST'])
    dir() {
      return 'dir';
    }

    @Get('/leaf')
    leaf() {
      return 'leaf';
    }
  }

  it.each(['GET', 'POST'])('strict_slashes: %s /dir goes to /dir/ by 308, the query kept', async (method) => {
    const response = await quietApp([Slashes]).testClient().request(method, '/dir?a=1');
    expect([response.status, response.location]).toEqual([308, '/dir/?a=1']);
  });

  it.each([
    ['DELETE', '/dir'],
    ['GET', '/leaf/'],
  ])('strict_slashes: %s %s is 404', async (method, path) => {
    expect((await quietApp([Slashes]).testClient().request(method, path)).status).toBe(404);
  });

  it.each(['/dir', '/leaf/'])('strict_slashes: off, %s is served', async (path) => {
    expect((await quietApp([Slashes], { strictSlashes: false }).testClient().get(path)).status).toBe(200);
  });

  // DESIGN §16: slashes are not merged.
  it('merge_slashes: doubled slashes are another path', async () => {
    expect((await quietApp([Named]).testClient().get('/named//Ada')).status).toBe(404);
  });

  class Listing {
    @Get('/all/:page?')
    page(page: number = 1) {
      return [page];
    }
  }

  // The long path is served, not redirected: docs/coming-from-flask.md lists redirect_defaults.
  it.each(['/all', '/all/1'])('defaults: a default value of the parameter, %s', async (path) => {
    expect((await quietApp([Listing]).testClient().get(path)).json()).toEqual([1]);
  });

  it('defaults: the URL without the variable is the short one', () => {
    expect(quietApp([Listing]).urlFor('listing.page')).toBe('/all');
  });

  it('endpoint names: a controller renames its endpoints', () => {
    @Controller('', { name: 'memo' })
    class Notes {
      @Get('/notes')
      index() {
        return '';
      }
    }
    expect(quietApp([Notes]).urlFor('memo.index')).toBe('/notes');
  });

  it('endpoint names: a decorator can be called later, as add_url_rule() is', async () => {
    class Notes {
      index() {
        return 'index';
      }
    }
    Get('/notes')(Notes.prototype, 'index', Object.getOwnPropertyDescriptor(Notes.prototype, 'index')!);
    expect((await quietApp([Notes]).testClient().get('/notes')).text).toBe('index');
  });

  it('subdomain: a constraint of Fastify', async () => {
    const app = quietApp();
    app.fastify.route({
      method: 'GET',
      url: '/',
      constraints: { host: 'api.example.com' },
      handler: async () => 'api',
    });
    expect((await app.testClient().get('http://api.example.com/')).text).toBe('api');
    expect((await app.testClient().get('http://example.com/')).status).toBe(404);
  });

  it('URL processors: a variable of the prefix is carried over, and hooks read params', async () => {
    @Controller('/:lang')
    class Pages {
      @BeforeRequest()
      check(request: Request) {
        if (request.params['lang'] === 'xx') throw new Abort(404);
      }

      @Get('/')
      index(request: Request) {
        return request.urlFor('.index');
      }
    }
    const client = quietApp([Pages]).testClient();
    expect((await client.get('/de/')).text).toBe('/de/');
    expect((await client.get('/xx/')).status).toBe(404);
  });

  it('Setup lock: no route can be added once the app is ready', async () => {
    const app = createApp({ fastify: { logger: false } });
    await app.ready();
    expect(() => app.fastify.get('/', async () => '')).toThrow('already');
  });

  // There is no request_class or response_class: DESIGN §1, a class with a factory.
  it('Setup lock: what was given to createApp() is a copy', async () => {
    const controllers = [Slashes];
    const app = quietApp(controllers);
    controllers.pop();
    expect((await app.testClient().get('/leaf')).text).toBe('leaf');
  });
});
