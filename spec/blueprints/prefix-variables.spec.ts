import { BeforeRequest, Controller, createApp, ErrorHandler, Get, marker, Post, Request, type Blueprint } from 'phial';

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
      'lost: /de-AT/x/home/ {"region":"AT","lang":"de"}',
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
