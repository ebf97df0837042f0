import { BeforeRequest, Controller, createApp, ErrorHandler, Get, marker, Post, Request, type Blueprint } from 'phial';

import { quietApp } from '../support/quiet-app.js';

@Controller('/home')
class Home {
  @Get('/')
  index({ params }: Request) {
    return params;
  }

  @Post('/save')
  save() {
    return 'saved';
  }
}

/** The pages of a blueprint's errors link to its start, in the language of the path. */
class Errors {
  @ErrorHandler(404, { scope: 'blueprint' })
  lost(request: Request) {
    return `lost: ${request.urlFor('site.home.index')} ${JSON.stringify(request.params)}`;
  }

  @ErrorHandler(405, { scope: 'blueprint' })
  refused(request: Request) {
    return `refused: ${request.urlFor('site.home.index')}`;
  }
}

const site = (prefix: string, more: (new () => object)[] = []): Blueprint => ({
  name: 'site',
  prefix,
  controllers: [Home, Errors, ...more],
});

async function ask(prefix: string, path: string, options: object = {}): Promise<string> {
  return (
    await createApp({ blueprints: [site(prefix)], ...options })
      .testClient()
      .get(path)
  ).text;
}

describe('Of a path that no route serves, the variables of the prefix', () => {
  it('are in params, and are carried over by urlFor', async () => {
    expect(await ask('/:lang', '/de/nowhere')).toBe('lost: /de/home/ {"lang":"de"}');
    expect(await ask('/:lang', '/de/home/save')).toBe('refused: /de/home/');
  });

  it('are cut and decoded as the router does it', async () => {
    expect(await ask('/:lang(^[a-z]+$)-:region/x', '/de-AT/x/nowhere')).toBe(
      'lost: /de-AT/x/home/ {"lang":"de","region":"AT"}',
    );
    expect(await ask('/:lang', '/d%C3%A9/nowhere')).toBe('lost: /d%C3%A9/home/ {"lang":"dé"}');
  });

  it('are those of the path below the base path', async () => {
    expect(await ask('/:lang', '/app/de/nowhere', { basePath: '/app' })).toBe('lost: /app/de/home/ {"lang":"de"}');
  });

  it('are there for hooks of the blueprint', async () => {
    class Hooks {
      @BeforeRequest({ scope: 'blueprint' })
      check({ params }: Request) {
        return params['lang'] === 'de' ? undefined : `no ${params['lang']}`;
      }
    }
    const app = createApp({ blueprints: [site('/:lang', [Hooks])] });
    expect((await app.testClient().get('/fr/nowhere')).text).toBe('no fr');
  });
});

/** Its pages, and its 404 page, tell their variables and link to a page. */
function echoAt(prefix: string) {
  class Echo {
    @Get('/home')
    home(request: Request) {
      return { ...request.params, link: request.urlFor('echo.home') };
    }

    @ErrorHandler(404)
    missing(request: Request) {
      return this.home(request);
    }

    @Post('/save')
    save() {
      return 'saved';
    }
  }
  Controller(prefix)(Echo);
  return quietApp([Echo]).testClient({ throwErrors: true });
}

describe('A variable of a prefix', () => {
  it.each([
    ['/:tenant', '/a%2Fb'],
    ['/:tenant', '/a%25b'],
    ['/:tenant', '/a%3Fb%23'],
    ['/:tenant', '/%0A'],
    ['/:tenant', '/...'],
    ['/:tenant', '/%2e%2e%2F'],
    ['/:from-:to', '/a-%2Fb'],
    ['/:from-:to', '/a---'],
    ['/:a/x/:b', '/%2F/x/%2Fy'],
    ['/@:name', '/@..'],
    ['/:name.json', '/..json'],
  ])('below %s is the same at an unknown path as at a page, and so are links: %s', async (prefix, path) => {
    const client = echoAt(prefix);
    const page = await client.get(`${path}/home`);
    expect(page.status).toBe(200);
    const missing = await client.get(`${path}/none`);
    expect([missing.status, missing.json()]).toEqual([404, page.json()]);
    expect((await client.get((page.json() as { link: string }).link)).json()).toEqual(page.json());
  });

  // No URL of the app holds such values: browsers take them out.
  it.each([
    ['/:lang', '/..'],
    ['/:lang', '/%2e%2E'],
    ['/:lang', '/.'],
    ['/:lang', '/'],
    ['/:lang(.*)', '/..'],
    ['/x/:lang', '/x/.'],
    ['/:from-:to', '/-'],
    ['/:from-:to', '/a-'],
    ['/:from-:to', '/--1-'],
    ['/:a.json', '/.json'],
  ])('below %s is not what leads to no page: %s is a 404', async (prefix, path) => {
    const client = echoAt(prefix);
    for (const page of ['/home', '/none']) {
      const { status, text } = await client.get(path + page);
      expect([status, text.includes('link')]).toEqual([404, false]);
    }
    expect((await client.post(`${path}/save`)).status).toBe(404);
    expect((await client.get(`${path}/save`)).status).toBe(404);
  });
});

describe('A link to another prefix with the same variable', () => {
  @Controller('/:lang')
  class Any {
    @Get('/links')
    links(request: Request) {
      return request.urlFor('few.index', request.args.has('to') ? { to: request.args.get('to') } : {});
    }
  }
  @Controller('/:lang(^(?:de|en)$)-:to/few')
  class Few {
    @Get('/')
    index() {
      return '';
    }
  }
  const client = quietApp([Any, Few]).testClient({ throwErrors: true });

  it('keeps the one of the request', async () => {
    expect((await client.get('/de/links?to=x')).text).toBe('/de-x/few/');
  });

  it('names the one of the request that does not fit there', async () => {
    await expect(client.get('/fr/links?to=x')).rejects.toThrow(
      "urlFor('few.index') needs a value for 'lang', a variable of /:lang(^(?:de|en)$)-:to/few: this request's, 'fr', leads nowhere there.",
    );
  });
});

it("A call of an extension's, by Fastify's request, has the variables of that", async () => {
  const Socket = marker('Socket');
  class Room {
    @Socket()
    enter({ params }: Request) {
      return params;
    }
  }
  const app = createApp({ controllers: [Room, Home] });
  const enter = app.marked(Socket)[0]!.bind();
  app.fastify.get('/rooms/:room', async (request) => enter(request));
  expect((await app.testClient().get('/rooms/r1')).json()).toEqual({ room: 'r1' });
});
