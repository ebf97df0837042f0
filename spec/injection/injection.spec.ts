import {
  AfterRequest,
  App,
  BeforeRequest,
  Controller,
  Delete,
  ErrorHandler,
  Form,
  FromRequest,
  Get,
  OnStart,
  Patch,
  Post,
  Put,
  Request,
  Response,
  Route,
  Session,
  TeardownRequest,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';
import { z } from 'zod';

class Clock {
  readonly hour: number = 12;
}

class NewNote extends Form(z.object({ text: z.string() })) {}

const secretKey = 'a secret key of enough letters';

/** An app of one controller, whose errors are not logged. */
function clientOf(controller: object, services: object[] = []) {
  return quietApp([controller], { services, secretKey }).testClient();
}

describe('A parameter', () => {
  it('is the next variable of the path when it is a string, a number, a boolean or a bigint', async () => {
    class Things {
      @Route('/:a/:b/:c/:d')
      show(a: string, b: number, c: boolean, d: bigint) {
        return [a, b, c, typeof d, String(d)];
      }
    }
    expect((await clientOf(Things).get('/x/2.5/true/18446744073709551616')).json()).toEqual([
      'x',
      2.5,
      true,
      'bigint',
      '18446744073709551616',
    ]);
  });

  it('is the request', async () => {
    class Things {
      @Route('/where')
      where(request: Request) {
        return request.path;
      }
    }
    expect((await clientOf(Things).get('/where')).text).toBe('/where');
  });

  it('is the session', async () => {
    class Things {
      @Route('/')
      count(session: Session) {
        session.set('count', Number(session.get('count') ?? 0) + 1);
        return `${String(session.get('count'))}`;
      }
    }
    const client = clientOf(Things);
    await client.get('/');
    expect((await client.get('/')).text).toBe('2');
  });

  it('is the app', async () => {
    class Things {
      @Route('/')
      link(app: App) {
        return app.urlFor('things.link');
      }
    }
    expect((await clientOf(Things).get('/')).text).toBe('/');
  });

  it('is validated input', async () => {
    class Things {
      @Route('/', ['POST'])
      create(note: NewNote) {
        return note instanceof NewNote ? note.text : 'no note';
      }
    }
    expect((await clientOf(Things).post('/', { form: { text: 'Hello' } })).text).toBe('Hello');
  });

  it('is the service that is an instance of its class', async () => {
    class Things {
      @Route('/')
      now(clock: Clock) {
        return `${clock.hour} o'clock`;
      }
    }
    expect((await clientOf(Things, [new Clock()]).get('/')).text).toBe("12 o'clock");
  });

  it('is the error in an error handler', async () => {
    class Broken extends Error {}

    class Things {
      @Route('/')
      fail() {
        throw new Broken('It broke.');
      }

      @ErrorHandler(Broken)
      broken(error: Broken) {
        return error.message;
      }
    }
    expect((await clientOf(Things).get('/')).text).toBe('It broke.');
  });

  it('is the response in an after-request hook', async () => {
    class Things {
      @Route('/')
      index() {
        return 'Hello';
      }

      @AfterRequest()
      mark(response: Response, request: Request) {
        response.headers.set('x-path', request.path);
      }
    }
    expect((await clientOf(Things).get('/')).headers['x-path']).toBe('/');
  });

  it.each([
    ['fail', 'It broke.'],
    ['fine', undefined],
  ])('is the error in a teardown hook, if there was one: %s', async (path, message) => {
    const told = await new Promise((resolve) => {
      class Things {
        @Route('/:what')
        show(what: string) {
          if (what === 'fail') throw new Error('It broke.');
          return what;
        }

        @TeardownRequest()
        done(error: Error) {
          resolve((error as Error | undefined)?.message);
        }
      }
      void clientOf(Things).get(`/${path}`);
    });
    expect(told).toBe(message);
  });

  it('may stand anywhere: variables come in the order of the path, whatever is between them', async () => {
    class Things {
      @Route('/:year/:title')
      show(clock: Clock, year: number, request: Request, title: string) {
        return [clock.hour, year, request.method, title];
      }
    }
    expect((await clientOf(Things, [new Clock()]).get('/2024/hello')).json()).toEqual([12, 2024, 'GET', 'hello']);
  });

  it('may be one of many', async () => {
    class Things {
      @Route('/:a/:b/:c')
      show(a: string, clock: Clock, b: string, request: Request, c: string, app: App) {
        return [a, b, c, clock.hour, request.app === app];
      }
    }
    expect((await clientOf(Things, [new Clock()]).get('/x/y/z')).json()).toEqual(['x', 'y', 'z', 12, true]);
  });

  it('may be missing: a method takes all variables or none', async () => {
    class Things {
      @Route('/:year/:title')
      show(request: Request) {
        return request.params;
      }
    }
    expect((await clientOf(Things).get('/2024/hello')).json()).toEqual({ year: '2024', title: 'hello' });
  });
});

describe("The prefix's variables", () => {
  it("come before the path's", async () => {
    @Controller('/users/:user')
    class Posts {
      @Route('/posts/:post')
      show(user: string, post: number) {
        return [user, post];
      }
    }
    expect((await clientOf(Posts).get('/users/ann/posts/3')).json()).toEqual(['ann', 3]);
  });
});

describe('A hook', () => {
  it('is filled like a handler', async () => {
    class Things {
      @BeforeRequest()
      check(request: Request, session: Session, clock: Clock, app: App) {
        return [request.path, session.size, clock.hour, app === request.app];
      }

      @Route('/here')
      here() {
        return 'unreachable';
      }
    }
    expect((await clientOf(Things, [new Clock()]).get('/here')).json()).toEqual(['/here', 0, 12, true]);
  });

  it('that runs with the app is given services and the app', async () => {
    let given: unknown[] = [];

    class Things {
      @OnStart()
      begin(clock: Clock, app: App) {
        given = [clock, app];
      }
    }
    const clock = new Clock();
    const app = quietApp([Things], { services: [clock] });
    await app.ready();
    expect(given).toEqual([clock, app]);
  });
});

describe('Types listed by hand', () => {
  // Code that no compiler gave metadata to: the decorators are applied as a compiler would, without types.
  function decorate(type: { prototype: object }, method: string, decorator: MethodDecorator): void {
    const target = Object.hasOwn(type.prototype, method) ? type.prototype : type;
    decorator(target, method, Object.getOwnPropertyDescriptor(target, method)!);
  }

  it.each([
    ['@Route', Route('/:id', ['GET'], { inject: [Number, Request] })],
    ['@Get', Get('/:id', { inject: [Number, Request] })],
  ])('are an option of %s', async (_name, decorator) => {
    class Things {
      show(id: unknown, request: unknown) {
        return [id, request instanceof Request];
      }
    }
    decorate(Things, 'show', decorator as MethodDecorator);
    expect((await clientOf(Things).get('/3')).json()).toEqual([3, true]);
  });

  it.each([
    ['post', Post],
    ['put', Put],
    ['patch', Patch],
    ['delete', Delete],
  ] as const)('are an option of the decorator for %s', async (method, decorator) => {
    class Things {
      show(id: unknown) {
        return { id };
      }
    }
    decorate(Things, 'show', decorator('/:id', { inject: [Number] }) as MethodDecorator);
    expect((await clientOf(Things)[method]('/3')).json()).toEqual({ id: 3 });
  });

  it.each([
    ['@BeforeRequest', BeforeRequest({ inject: [Clock] })],
    ['@ErrorHandler', ErrorHandler(404, { inject: [Clock], scope: 'app' })],
    ['@AfterRequest', AfterRequest({ inject: [Clock], scope: 'app' })],
  ])('are an option of %s', async (_name, decorator) => {
    class Things {
      @Route('/')
      index() {
        throw new TypeError('unreachable, or replaced');
      }

      answer(clock: unknown) {
        return [clock instanceof Clock];
      }
    }
    decorate(Things, 'answer', decorator as MethodDecorator);
    const path = _name === '@ErrorHandler' ? '/nowhere' : '/';
    expect((await clientOf(Things, [new Clock()]).get(path)).json()).toEqual([true]);
  });

  it('are an option of @FromRequest, and of @OnStart', async () => {
    class Visitor {
      constructor(readonly path: string) {}

      static of(request: Request) {
        return new Visitor(request.path);
      }
    }
    decorate(Visitor as never, 'of', FromRequest({ inject: [Request] }) as MethodDecorator);

    class Things {
      hour = 0;

      @Route('/here')
      here(visitor: Visitor) {
        return [visitor.path, this.hour];
      }

      begin(clock: Clock) {
        this.hour = clock.hour;
      }
    }
    decorate(Things, 'begin', OnStart({ inject: [Clock] }) as MethodDecorator);
    expect((await clientOf(Things, [new Clock()]).get('/here')).json()).toEqual(['/here', 12]);
  });
});
