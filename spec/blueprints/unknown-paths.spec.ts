import { abort, BeforeRequest, Controller, createApp, ErrorHandler, Get, Request, type Blueprint } from 'phial';

import { quietApp } from '../support/quiet-app.js';

class Hooks {
  @ErrorHandler(404, { scope: 'blueprint' })
  missing(request: Request) {
    return `not in ${request.blueprint}`;
  }
}

function at(prefix: string): Blueprint {
  return { name: prefix.replaceAll(/\W+/g, '_'), prefix, controllers: [Hooks] };
}

describe('An unknown path', () => {
  it('is guarded by the blueprint whose prefix it has, not by one whose prefix is a variable of a longer name', async () => {
    class Guard {
      @BeforeRequest({ scope: 'blueprint' })
      refuse() {
        abort(403);
      }
    }
    const admin: Blueprint = { name: 'admin', prefix: '/admin', controllers: [Guard] };
    const app = createApp({ blueprints: [admin, at('/:workspace')], fastify: { logger: false } });
    expect((await app.testClient().get('/admin/nowhere')).status).toBe(403);
  });

  it('is answered by the controller whose prefix it has, not by one whose prefix is a variable', async () => {
    @Controller('/api')
    class Api {
      @ErrorHandler(404)
      missing() {
        return 'not in the API';
      }
    }
    @Controller('/:user')
    class Users {
      @ErrorHandler(404)
      missing() {
        return 'no such user';
      }
    }
    const app = createApp({ controllers: [Users, Api], fastify: { logger: false } });
    expect((await app.testClient().get('/api/nowhere')).text).toBe('not in the API');
  });

  // Where the router would look first, were there a route for all that lies below each prefix.
  it.each([
    ['/admin/x/nowhere', '/admin', '/:workspace/x', 'its first segment as text'],
    ['/admin/x/nowhere', '/admin/x', '/admin', 'more segments'],
    ['/a/b/nowhere', '/a/b', '/a/:other', 'its second segment as text'],
    ['/v-3/nowhere', '/v-3', '/v-:anything', 'a segment without variable'],
    ['/v-3/nowhere', '/v-:n', '/v:anything', 'a segment with more text'],
    ['/v-3/nowhere', '/v-:n', '/:anything(^[\\w-]+$)', 'a segment with text before a pattern'],
    ['/3-4/nowhere', '/:a-:b', '/:anything(^[\\d-]+$)', 'a segment with text between variables'],
    ['/12/nowhere', '/:n(^\\d+$)', '/:averylongname_of_it', 'a pattern'],
    ['/12/x/nowhere', '/:n/x', '/:averylongname_of_it', 'more segments after a variable'],
  ])('%s belongs to the blueprint at %s, not to the one at %s: it has %s', async (path, nearest, other) => {
    for (const prefixes of [
      [nearest, other],
      [other, nearest],
    ]) {
      const app = createApp({ blueprints: prefixes.map(at), fastify: { logger: false } });
      expect((await app.testClient().get(path)).text).toBe(`not in ${at(nearest).name}`);
    }
  });

  it('belongs to the blueprint given first when two are as near', async () => {
    const app = createApp({ blueprints: [at('/:first'), at('/:second_one')], fastify: { logger: false } });
    expect((await app.testClient().get('/x/nowhere')).text).toBe('not in _first');
  });

  // What the segment of a prefix may be, the router alone knows.
  it.each<[string, string, object?]>([
    ['/u:name', '/uruth'],
    ['/u:name', '/uu'],
    ['/@:user', '/@bob@home'],
    ['/:year(^\\d{4}$)-:slug', '/2026-good-news'],
    ['/:from-:to', '/a-%2Fb'],
    ['/:from-:to', '/a---'],
    ['/:tenant', '/a%2Fb'],
    ['/:tenant/x', '/%2F/x'],
    ['/Admin', '/aDMIN', { routerOptions: { caseSensitive: false } }],
    ['/a/:x', '//a//b', { routerOptions: { ignoreDuplicateSlashes: true } }],
    ['/a/b', '/a//b', { routerOptions: { ignoreDuplicateSlashes: true } }],
    ['/a/b', '/a/b/', { routerOptions: { ignoreTrailingSlash: true } }],
  ])('below %s is guarded as its pages are: %s', async (prefix, path, options = {}) => {
    class Guard {
      @BeforeRequest({ scope: 'blueprint' })
      refuse() {
        abort(401);
      }

      @Get('/page')
      page() {
        return '';
      }
    }
    const client = quietApp([], { blueprints: [{ name: 'b', prefix, controllers: [Guard] }], fastify: options });
    const found = await Promise.all([`${path}/page`, `${path}/none`].map((one) => client.testClient().get(one)));
    expect(found.map(({ status }) => status)).toEqual([401, 401]);
  });

  it.each([
    ['/:year(^\\d{4}$)-:slug', '/26-news'],
    ['/:from-:to', '/a-%0A'],
    ['/:a.json', '/%E2%80%A8.json'],
    ['/x:a', '/x'],
    ['/admin', '/admin%2Fx'],
  ])('is not below %s where none of its pages could be: %s', async (prefix, path) => {
    const client = quietApp([], { blueprints: [at(prefix)] }).testClient();
    expect((await client.get(`${path}/none`)).text).not.toContain('not in');
  });
});
