import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { AfterRequest, Controller, createApp, Get, Post, Response, Route, type AppOptions } from 'phial';
import { quietApp } from '../support/quiet-app.js';

const clientOf = (...controllers: NonNullable<AppOptions['controllers']>) => quietApp(controllers).testClient();

@Controller('/notes')
class Notes {
  @Get('/')
  index() {
    return 'index';
  }

  @Post('/new/')
  create() {
    return 'made';
  }

  @Get('/leaf')
  leaf() {
    return 'leaf';
  }

  @Get('/:id/')
  show(id: number) {
    return `note ${id}`;
  }
}

describe('a path that ends in a slash', () => {
  it.each([
    ['/notes', '/notes/'],
    ['/notes?a=1&b=%20', '/notes/?a=1&b=%20'],
    ['/notes/1', '/notes/1/'],
    ['/notes/a%2Fb', '/notes/a%2Fb/'],
  ])('is redirected to with 308, the query kept: %s', async (path, location) => {
    const response = await clientOf(Notes).get(path);
    expect([response.status, response.location]).toEqual([308, location]);
  });

  it('keeps the method and the body', async () => {
    const response = await clientOf(Notes).post('/notes/new', { form: { a: 1 }, followRedirects: true });
    expect([response.status, response.text]).toEqual([200, 'made']);
  });

  it('is redirected to for HEAD', async () => {
    expect(await clientOf(Notes).head('/notes')).toMatchObject({ status: 308, location: '/notes/', text: '' });
  });

  it('is redirected to for no method that it does not take', async () => {
    expect((await clientOf(Notes).post('/notes')).status).toBe(404);
  });

  it('is redirected to through the hooks of the app', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      mark(response: Response) {
        response.headers.set('x-hook', 'seen');
      }
    }
    expect((await clientOf(Notes, Hooks).get('/notes')).headers['x-hook']).toBe('seen');
  });

  it('is redirected to by no path that another route takes', async () => {
    class Any {
      @Get('/notes')
      notes() {
        return 'all notes';
      }
    }
    expect((await clientOf(Notes, Any).get('/notes')).text).toBe('all notes');
  });

  it('is redirected to by nothing that would leave this site', async () => {
    class Any {
      @Get('/*')
      deep() {
        return 'any';
      }

      @Post('/:a/:b/')
      two(a: string, b: string) {
        return a + b;
      }
    }
    for (const path of ['//evil.example', '/\\evil.example']) {
      const { status, location } = await exchange(Any, `POST ${path} HTTP/1.1`);
      expect([status, location]).toEqual([405, undefined]);
    }
  });

  it('is redirected to on this site when a whole URL was asked for', async () => {
    expect(await exchange(Notes, 'GET http://evil.example/notes?a=1 HTTP/1.1')).toEqual({
      status: 308,
      location: '/notes/?a=1',
    });
  });

  it('is not redirected to where only a variable would be empty', async () => {
    class Users {
      @Get('/users/:id')
      show(id: string) {
        return id;
      }

      @Get('/files/*')
      file(path: string) {
        return path;
      }
    }
    const client = clientOf(Users);
    expect([(await client.get('/users')).status, (await client.get('/files')).status]).toEqual([404, 404]);
  });
});

describe('a path that ends in a slash is redirected to before', () => {
  class Admin {
    @Get('/bar/')
    bar() {
      return 'bar';
    }

    @Get('/admin/')
    admin() {
      return 'admin';
    }
  }
  class Others {
    @Post('/bar')
    post() {
      return 'posted';
    }

    @Route('/*', ['GET', 'POST'])
    rest(path: string) {
      return `rest ${path}`;
    }
  }

  it('a 405', async () => {
    const { status, location } = await clientOf(Admin, Others).get('/bar?a=1');
    expect([status, location]).toEqual([308, '/bar/?a=1']);
    expect((await clientOf(Admin, Others).post('/bar')).text).toBe('posted');
  });

  it("a wildcard's route, which keeps the methods that the path does not take", async () => {
    const client = clientOf(Admin, Others);
    expect((await client.get('/admin')).location).toBe('/admin/');
    expect((await client.get('/other')).text).toBe('rest other');
    expect((await client.post('/admin')).text).toBe('rest admin');
  });

  it('static files at /', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-slashes-'));
    mkdirSync(join(root, 'static'));
    writeFileSync(join(root, 'static', 'admin'), 'a file');
    writeFileSync(join(root, 'static', 'other'), 'a file');
    const client = quietApp([Admin], { root, static: { urlPath: '/' } }).testClient();
    expect((await client.get('/admin')).location).toBe('/admin/');
    expect((await client.get('/other')).text).toBe('a file');
    rmSync(root, { recursive: true });
  });

  it('but not static files whose path is no less exact', async () => {
    class Languages {
      @Get('/:lang/about/')
      about(lang: string) {
        return lang;
      }
    }
    const root = mkdtempSync(join(tmpdir(), 'phial-slashes-'));
    mkdirSync(join(root, 'static'));
    writeFileSync(join(root, 'static', 'about'), 'a file');
    expect((await quietApp([Languages], { root, static: {} }).testClient().get('/static/about')).text).toBe('a file');
    rmSync(root, { recursive: true });
  });
});

describe('a path that ends in a slash is redirected to before a route with a variable', () => {
  class Pages {
    @Route('/:name', ['GET', 'POST'])
    name(name: string) {
      return `name ${name}`;
    }

    @Get('/:a/:b')
    two(a: string, b: string) {
      return `${a} ${b}`;
    }

    @Get('/admin/')
    admin() {
      return 'admin';
    }

    @Get('/:lang/about/')
    about(lang: string) {
      return lang;
    }

    @Get('/list/:page?/')
    list(page?: string) {
      return String(page);
    }
  }

  it.each([
    ['GET', '/list', '/list/'],
    ['GET', '/list/1', '/list/1/'],
    ['GET', '/admin', '/admin/'],
    ['HEAD', '/admin', '/admin/'],
    ['GET', '/admin?a=1', '/admin/?a=1'],
    ['GET', '/de/about', '/de/about/'],
  ])('that takes the path as well: %s %s', async (method, path, location) => {
    expect(await clientOf(Pages).request(method, path)).toMatchObject({ status: 308, location });
  });

  it('which keeps other paths, and the methods that the path does not take', async () => {
    const client = clientOf(Pages);
    expect((await client.get('/other')).text).toBe('name other');
    expect((await client.get('/de/other')).text).toBe('de other');
    expect((await client.post('/admin')).text).toBe('name admin');
    const { status, headers } = await client.request('PUT', '/admin');
    expect([status, headers.allow]).toEqual([405, 'GET, POST, HEAD, OPTIONS']);
  });

  it.each([
    ['/opt/:page?', '/opt/sub/', '/opt/sub'],
    ['/re/:id(^\\w+$)', '/re/sub/', '/re/sub'],
    ['/re/:id', '/re/:word(^[^/]+$)/', '/re/sub'],
    ['/v-:id', '/v-1/', '/v-1'],
    ['/:a/b', '/x/:c/', '/x/b'],
    ['/files/*', '/files/:name/', '/files/a'],
  ])('%s, where %s is more exact', async (path, exact, asked) => {
    expect((await clientOf(...two(path, exact)).get(asked)).location).toBe(`${asked}/`);
  });

  it.each([
    ['/:a', '/:b/', '/x'],
    ['/x/:a', '/:b/edit/', '/x/edit'],
    ['/x/:a-1', '/x/:b/', '/x/edit-1'],
    ['/x/*', '/:b/edit/', '/x/edit'],
  ])('but for %s, which is no less exact than %s', async (path, other, asked) => {
    expect((await clientOf(...two(path, other)).get(asked)).text).toBe('first');
  });

  it('but for a path that is served without its last slash, too', async () => {
    class Loose {
      @Route('/admin/', ['GET'], { strictSlashes: false })
      admin() {
        return 'admin';
      }

      @Get('/:name')
      name(name: string) {
        return name;
      }
    }
    expect((await clientOf(Loose).get('/admin')).text).toBe('admin');
  });

  /** Two controllers, with a route each. */
  function two(path: string, other: string) {
    class First {
      @Get(path)
      first() {
        return 'first';
      }
    }
    class Second {
      @Get(other)
      second() {
        return 'second';
      }
    }
    return [First, Second];
  }
});

describe('a path that ends in no slash', () => {
  it('is not found with one', async () => {
    expect((await clientOf(Notes).get('/notes/leaf/')).status).toBe(404);
  });
});

describe('several slashes', () => {
  it.each(['/notes//', '//notes/', '/notes//leaf'])('are not merged: %s', async (path) => {
    expect((await clientOf(Notes).get(path)).status).toBe(404);
  });
});

describe('strictSlashes: false', () => {
  const statuses = async (options: AppOptions, paths: string[]): Promise<number[]> => {
    const client = quietApp([], options).testClient();
    return Promise.all(paths.map(async (path) => (await client.get(path)).status));
  };

  it('on the app serves all paths with and without', async () => {
    expect(
      await statuses({ controllers: [Notes], strictSlashes: false }, [
        '/notes',
        '/notes/',
        '/notes/leaf',
        '/notes/leaf/',
        '/notes/1',
        '/notes/1/',
      ]),
    ).toEqual([200, 200, 200, 200, 200, 200]);
  });

  class Mixed {
    @Route('/loose', ['GET'], { strictSlashes: false })
    loose() {
      return 'loose';
    }

    @Route('/strict', ['GET'], { strictSlashes: true })
    strict() {
      return 'strict';
    }

    @Route('/pages/:page?', ['GET'], { strictSlashes: false })
    page() {
      return 'page';
    }

    @Route('/files/*', ['GET'], { strictSlashes: false })
    file(path: string) {
      return path;
    }
  }

  it('on a route serves its path with and without', async () => {
    expect(await statuses({ controllers: [Mixed] }, ['/loose', '/loose/', '/strict', '/strict/'])).toEqual([
      200, 200, 200, 404,
    ]);
  });

  it('on the app gives way to the route', async () => {
    expect(await statuses({ controllers: [Mixed], strictSlashes: false }, ['/loose/', '/strict/'])).toEqual([200, 404]);
  });

  it('goes with optional variables and with the rest of a path', async () => {
    expect(
      await statuses({ controllers: [Mixed] }, ['/pages', '/pages/', '/pages/1', '/pages/1/', '/files/a', '/files/a/']),
    ).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('makes URLs as they were declared', () => {
    expect(createApp({ controllers: [Mixed] }).urlFor('mixed.loose')).toBe('/loose');
  });
});

/** Sends a request line as it is. */
async function exchange(
  controller: new () => object,
  line: string,
): Promise<{ status: number; location: string | undefined }> {
  const app = quietApp([controller]);
  const { hostname, port } = new URL(await app.run({ port: 0 }));
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`${line}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  const answer = await text(socket);
  await app.close();
  return { status: Number(answer.split(' ')[1]), location: /^location: (.*)\r$/im.exec(answer)?.[1] };
}
