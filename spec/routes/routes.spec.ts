import { request as requestHttp } from 'node:http';
import { text } from 'node:stream/consumers';

import {
  Controller,
  createApp,
  Delete,
  ErrorHandler,
  Get,
  Patch,
  Post,
  Put,
  Request,
  Route,
  type AppOptions,
} from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

const clientOf = (...controllers: NonNullable<AppOptions['controllers']>) => quietApp(controllers).testClient();

describe('@Route', () => {
  it('serves GET unless it names methods', async () => {
    class Pages {
      @Route('/')
      index() {
        return 'index';
      }
    }
    expect((await clientOf(Pages).get('/')).text).toBe('index');
  });

  it('serves all methods of its list', async () => {
    class Pages {
      @Route('/', ['GET', 'POST'])
      index(request: Request) {
        return request.method;
      }
    }
    const client = clientOf(Pages);
    expect([(await client.get('/')).text, (await client.post('/')).text]).toEqual(['GET', 'POST']);
  });

  it('may stand on a method several times', async () => {
    class Pages {
      @Route('/')
      @Route('/index.html')
      @Route('/', ['POST'])
      index(request: Request) {
        return `${request.method} ${request.path}`;
      }
    }
    const client = clientOf(Pages);
    expect([
      (await client.get('/')).text,
      (await client.get('/index.html')).text,
      (await client.post('/')).text,
    ]).toEqual(['GET /', 'GET /index.html', 'POST /']);
  });

  it.each([
    ['get', Get],
    ['post', Post],
    ['put', Put],
    ['patch', Patch],
    ['delete', Delete],
  ] as const)('has a short form for %s', async (method, decorator) => {
    class Pages {
      @decorator('/:id')
      act(id: number) {
        return `${method} ${id}`;
      }
    }
    const client = clientOf(Pages);
    expect((await client[method]('/1')).text).toBe(`${method} 1`);
    expect(createApp({ controllers: [Pages] }).routes[0]!.methods).toEqual([method.toUpperCase()]);
  });

  it('calls the method on its object', async () => {
    class Counter {
      #count = 0;

      @Get('/')
      next() {
        return ++this.#count;
      }
    }
    const client = clientOf(Counter);
    await client.get('/');
    expect((await client.get('/')).json()).toBe(2);
  });
});

describe('a path', () => {
  class Files {
    @Get('/files/*')
    file(path: string) {
      return `the rest is ${path}`;
    }

    @Get('/numbers/:id(^\\d+$)')
    number(id: number) {
      return `number ${id}`;
    }

    @Get('/span/:from-:to')
    span(from: number, to: number) {
      return `${from} to ${to}`;
    }

    @Get('/at/:hour.:minute')
    time(hour: string, minute: string) {
      return `${hour} ${minute}`;
    }

    @Get('/pages/:page?')
    page(request: Request) {
      return request.params;
    }

    @Get('/a::b')
    colon() {
      return 'a colon';
    }

    @Get('/users/me')
    me() {
      return 'me';
    }

    @Get('/users/:name')
    user(name: string) {
      return `user ${name}`;
    }
  }

  it.each([
    ['/files/a/b%20c.txt', 'the rest is a/b c.txt'],
    ['/numbers/12', 'number 12'],
    ['/span/1-9', '1 to 9'],
    ['/at/12.30', '12 30'],
    ['/a:b', 'a colon'],
    ['/users/me', 'me'],
    ['/users/you', 'user you'],
    ['/users/%C3%A9%2F%25', 'user é/%'],
    ['/pages', '{}'],
    ['/pages/2', '{"page":"2"}'],
  ])('is one of Fastify: %s', async (path, expected) => {
    expect((await clientOf(Files).get(path)).text).toBe(expected);
  });

  it.each([
    '/numbers/x',
    '/span/1',
    '/files',
    '/files/',
    '/users/',
    '/Users/me',
    '//users/me',
    '/users//me',
    '/nowhere',
  ])('that none has is not found: %s', async (path) => {
    expect((await clientOf(Files).get(path)).status).toBe(404);
  });

  it('may leave the rest empty for a method that does not take it', async () => {
    class Fallback {
      @Get('/*')
      index() {
        return 'the single page';
      }
    }
    const client = clientOf(Fallback);
    expect([(await client.get('/')).text, (await client.get('/a/b')).text]).toEqual([
      'the single page',
      'the single page',
    ]);
  });

  it('has no empty variable', async () => {
    class Notes {
      @Get('/notes/:id')
      show(request: Request) {
        return request.params;
      }
    }
    expect((await clientOf(Notes).get('/notes/')).status).toBe(404);
  });

  it('has no empty variable in its midst', async () => {
    class Users {
      @Get('/users/:id/posts')
      posts(request: Request) {
        return request.params;
      }

      @Get('/files/:folder/*')
      file(request: Request) {
        return request.params;
      }

      @Post('/users/:id/posts')
      add(request: Request) {
        return request.params;
      }
    }
    const client = clientOf(Users);
    expect((await client.get('/users//posts')).status).toBe(404);
    expect((await client.post('/users//posts')).status).toBe(404);
    expect((await client.get('/files//a')).status).toBe(404);
    expect((await client.get('/users/1/posts')).json()).toEqual({ id: '1' });
    expect((await client.get('/files/a/')).json()).toEqual({ folder: 'a', '*': '' });
  });

  it('has variables of up to 2,000 characters', async () => {
    class Notes {
      @Get('/notes/:id')
      show(id: string) {
        return String(id.length);
      }
    }
    const client = clientOf(Notes);
    expect((await client.get(`/notes/${'x'.repeat(2000)}`)).text).toBe('2000');
    expect((await client.get(`/notes/${'x'.repeat(2001)}`)).status).toBe(414);
  });
});

describe('a prefix', () => {
  it("is a path itself: ''", async () => {
    @Controller('/notes')
    class Notes {
      @Get('/')
      index() {
        return 'index';
      }

      @Post('')
      create(request: Request) {
        return request.urlFor('.create');
      }
    }
    const client = clientOf(Notes);
    expect((await client.post('/notes')).text).toBe('/notes');
    expect((await client.get('/notes/')).text).toBe('index');
    expect((await client.post('/notes/')).status).toBe(405);
  });

  it("may have a variable where it is a path itself: ''", async () => {
    @Controller('/notes/:id')
    class Note {
      @Get('')
      show(id: number) {
        return id;
      }
    }
    expect((await clientOf(Note).get('/notes/7')).text).toBe('7');
  });

  it.each([
    ['/notes', '/new', '/notes/new'],
    ['/notes/', '/new', '/notes/new'],
    ['/notes', '/', '/notes/'],
    ['/', '/new', '/new'],
    ['', '/', '/'],
    ['/users/:id', '/notes', '/users/:id/notes'],
    ['/notes', '//new', '/notes/new'],
  ])('%j and the path %j make %j', (prefix, path, whole) => {
    @Controller(prefix)
    class Notes {
      @Get(path)
      index() {
        return '';
      }
    }
    expect(createApp({ controllers: [Notes] }).routes[0]!.path).toBe(whole);
  });

  it('has its variables first', async () => {
    @Controller('/users/:user')
    class Notes {
      @Get('/notes/:id')
      show(user: string, id: number) {
        return `${user} ${id}`;
      }
    }
    expect((await clientOf(Notes).get('/users/ada/notes/1')).text).toBe('ada 1');
  });

  it('is none for a class without @Controller', async () => {
    class Notes {
      @Get('/new')
      create() {
        return 'new';
      }
    }
    expect((await clientOf(Notes).get('/new')).text).toBe('new');
  });
});

describe('the name of an endpoint', () => {
  it.each<[string, object | undefined, string]>([
    ['Notes', undefined, 'notes.index'],
    ['NotesController', undefined, 'notes.index'],
    ['UserNotes', undefined, 'userNotes.index'],
    ['Controller', undefined, 'controller.index'],
    ['ControllerList', undefined, 'controllerList.index'],
    ['Notes', { name: 'api.notes' }, 'api.notes.index'],
  ])('of the class %s, with the options %j, is %s', (className, options, endpoint) => {
    const type = {
      [className]: class {
        index() {
          return '';
        }
      },
    }[className]!;
    Object.defineProperty(type, 'name', { value: className });
    Get('/')(type.prototype, 'index', Object.getOwnPropertyDescriptor(type.prototype, 'index') as never);
    Controller('', options)(type);
    expect(createApp({ controllers: [type] }).routes[0]!.endpoint).toBe(endpoint);
  });

  it('is the same for all routes of a method', () => {
    class Notes {
      @Get('/')
      @Get('/index')
      index() {
        return '';
      }
    }
    expect(createApp({ controllers: [Notes] }).routes.map(({ endpoint }) => endpoint)).toEqual([
      'notes.index',
      'notes.index',
    ]);
  });

  it('is that of no other method', () => {
    @Controller('/a', { name: 'notes' })
    class One {
      @Get('/')
      index() {
        return '';
      }
    }
    @Controller('/b', { name: 'notes' })
    class Other {
      @Get('/')
      index() {
        return '';
      }
    }
    expect(findingsOf({ controllers: [One, Other] })[0]).toContain(
      "Other.index: its endpoint 'notes.index' is One.index already",
    );
  });
});

describe('a malformed path', () => {
  class Errors {
    @Get('/:name')
    show(name: string) {
      return name;
    }

    @ErrorHandler(400, { scope: 'app' })
    bad() {
      return 'Not like that.';
    }
  }

  it.each(['/%zz', '/%', '/%ff', '/a%2', '/%c3%28'])('is a 400 through the same handlers: %s', async (path) => {
    const app = quietApp([Errors]);
    const address = new URL(await app.run({ port: 0 }));
    const { status, body } = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const { hostname, port } = address;
      requestHttp(
        { hostname, port, path, agent: false },
        (response) => void text(response).then((body) => resolve({ status: response.statusCode, body })),
      )
        .on('error', reject)
        .end();
    });
    await app.close();
    expect([status, body]).toEqual([400, 'Not like that.']);
  });
});
