import { Abort, AfterRequest, Controller, createApp, ErrorHandler, Get, Request, Response, type Class } from 'phial';

import { loggedBy } from '../support/log-of.js';

/** What is answered at a path. */
async function get(path: string, ...controllers: Class[]): Promise<string> {
  const { logger } = loggedBy();
  return (await createApp({ controllers, fastify: { logger } }).testClient().get(path)).text;
}

@Controller('/shop')
class Shop {
  @Get('/')
  index() {
    return 'shop';
  }

  @ErrorHandler(404)
  async missing(_error: Abort, request: Request) {
    await Promise.resolve();
    return `not found, see ${request.urlFor('.index')}`;
  }
}

@Controller('/shop/admin')
class Admin {
  @Get('/users')
  users() {
    return 'users';
  }

  @ErrorHandler(405)
  refused(_error: Abort, request: Request) {
    return `not allowed, see ${request.urlFor('.users')}`;
  }
}

describe("'.index' in an error handler", () => {
  it('is of the controller that it stands in, below the prefix of another', async () => {
    expect(await get('/shop/admin/x', Shop, Admin)).toBe('not found, see /shop/');
  });

  it('is of its own for a path that only it is above', async () => {
    expect(await get('/shop/x', Shop, Admin)).toBe('not found, see /shop/');
  });

  it('is of the nearer one, where that one answers', async () => {
    const { logger } = loggedBy();
    const client = createApp({ controllers: [Shop, Admin], fastify: { logger } }).testClient();
    expect((await client.post('/shop/admin/users')).text).toBe('not allowed, see /shop/admin/users');
  });

  it('keeps the variables of the path', async () => {
    @Controller('/:lang')
    class Site {
      @Get('/')
      index() {
        return '';
      }

      @ErrorHandler(404)
      missing(_error: Abort, request: Request) {
        return request.urlFor('.index');
      }
    }

    @Controller('/:lang/blog')
    class Blog {
      @Get('/')
      posts() {
        return '';
      }
    }
    expect(await get('/de/blog/x', Site, Blog)).toBe('/de/');
  });

  it("of all requests is of the request's controller", async () => {
    class Errors {
      @ErrorHandler(404, { scope: 'app' })
      missing(_error: Abort, request: Request) {
        return request.urlFor('.users');
      }
    }
    expect(await get('/shop/admin/x', Errors, Admin)).toBe('/shop/admin/users');
  });

  it('names the endpoints of that name, where no controller is at work', async () => {
    const { logger, entries } = loggedBy();
    class Hooks {
      @AfterRequest({ scope: 'app' })
      link(response: Response, request: Request) {
        response.headers.set('X-Index', request.urlFor('.index'));
      }
    }
    await createApp({ controllers: [Shop, Hooks], fastify: { logger } })
      .testClient()
      .get('/nowhere');
    // The start has warned of it, too.
    expect(entries.flatMap(({ err }) => err?.message ?? [])).toEqual([
      "urlFor('.index') names a method of this controller, and no controller is at work here. Write 'shop.index'.",
    ]);
  });
});
