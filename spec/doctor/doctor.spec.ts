import { inspect } from 'node:util';

import {
  Abort,
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  Controller,
  createApp,
  ErrorHandler,
  OnStart,
  OnStop,
  Request,
  Response,
  Route,
  Session,
  SetupError,
  TeardownRequest,
  TemplateHelper,
} from 'phial';

import { findingsOf } from '../support/findings-of.js';

class Store {}

function thrownBy(start: () => unknown): SetupError {
  try {
    start();
  } catch (error) {
    return error as SetupError;
  }
  throw new Error('Nothing was thrown.');
}

describe('The doctor', () => {
  it('lists all mistakes of all classes in one error, numbered', () => {
    class Notes {
      @Route('/notes/:id')
      show(store: Store, id: number) {
        return { store, id };
      }

      @Route('notes')
      index() {
        return [];
      }
    }

    class Empty {}

    expect(() => createApp({ controllers: [Notes, Empty] })).toThrow(
      new SetupError([
        {
          code: 'PH110',
          who: 'Notes.show',
          cause: 'parameter 1 (store): nobody provides Store',
          cure: 'For a body or a query, write class Store extends Json(schema) {}, Form(schema) or Query(schema); for a service, createApp({ services: [new Store(...)] }), or there an object of a class that extends Store; for one that each request makes, give Store a static @FromRequest() method.',
        },
        {
          code: 'PH303',
          who: 'Empty',
          cause: 'it has no route, hook or error handler',
          cure: "Mark a method with @Route('/path'), or take the class out of createApp({ controllers }).",
        },
        { code: 'PH205', who: 'Notes.index', cause: "its path 'notes' has no leading slash", cure: "Write '/notes'." },
      ]),
    );
  });

  it('writes them as a list', () => {
    class Notes {
      @Route('notes')
      index() {
        return [];
      }
    }

    class Empty {}

    expect(() => createApp({ controllers: [Empty, Notes] })).toThrow(`The app has 2 mistakes:
  1. Empty: it has no route, hook or error handler
     Mark a method with @Route('/path'), or take the class out of createApp({ controllers }). (PH303)
  2. Notes.index: its path 'notes' has no leading slash
     Write '/notes'. (PH205)`);
  });

  it('is printed once by Node, with nothing of it twice', () => {
    class Empty {}

    const error = thrownBy(() => createApp({ controllers: [Empty] }));
    expect(inspect(error).match(/it has no route/g)).toHaveLength(1);
    expect(inspect(error)).toMatch(/^SetupError: The app has one mistake:/);
    expect(error.findings.map(({ code }) => code)).toEqual(['PH303']);
  });

  it('finds nothing in an app without controllers', () => {
    expect(findingsOf({})).toEqual([]);
  });

  it('does not repeat a parameter for each route of its method', () => {
    class Notes {
      @Route('/a')
      @Route('/b')
      index(store: Store) {
        return { store };
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toHaveLength(1);
  });
});

describe('A controller', () => {
  it('has a route, a hook or an error handler', () => {
    expect(findingsOf({ controllers: [class Empty {}] })).toEqual([
      "Empty: it has no route, hook or error handler. Mark a method with @Route('/path'), or take the class out of createApp({ controllers }).",
    ]);
  });

  it.each([
    ['hooks', BeforeRequest({ scope: 'app' })],
    ['error handlers', ErrorHandler(404, { scope: 'app' })],
    ['values for templates', ContextProcessor()],
    ['template helpers', TemplateHelper()],
    ['a start', OnStart()],
  ])('is not empty with %s alone', (_what, decorator) => {
    class Helpers {
      @decorator
      help() {}
    }
    expect(findingsOf({ controllers: [Helpers] })).toEqual([]);
  });

  it.each([
    [
      undefined,
      'it is undefined, not a class with routes. In a circle of imports a class is undefined too early: let the modules import each other in one direction.',
    ],
    [null, 'it is null, not a class with routes. Write the name of a class: controllers: [Notes].'],
    ['Notes', "it is 'Notes', not a class with routes. Write the name of a class: controllers: [Notes]."],
    [() => 'Hello', 'it is a function, not a class with routes. Write the name of a class: controllers: [Notes].'],
    [
      { Notes: class {} },
      'it is an object without a class, not a class with routes. List the classes themselves: controllers: [Notes, Users].',
    ],
  ])('is a class or an object of one, not %p', (entry, message) => {
    expect(findingsOf({ controllers: [entry as never] })).toEqual([`controllers[0]: ${message}`]);
  });

  class Pages {
    @Route('/')
    index() {
      return 'Hello';
    }
  }

  it('is in a list', () => {
    expect(findingsOf({ controllers: Pages as never })).toEqual([
      'controllers: it is no list. Write createApp({ controllers: [Notes] }).',
    ]);
  });

  it.each([
    ['class', () => [Pages, Pages]],
    ['object', () => [new Pages(), new Pages()]],
  ])('is in the list once, as a %s', (_what, list) => {
    expect(findingsOf({ controllers: list() })).toEqual([
      "Pages: createApp({ controllers }) has it twice. Take one out. The same routes below another prefix are a subclass's: @Controller('/other') class Other extends ... {}.",
    ]);
  });

  it('has a name for its endpoints', () => {
    expect(findingsOf({ controllers: [class extends Pages {}] })).toEqual([
      "A class without a name: its endpoints have no name. Name the class, or write @Controller('/prefix', { name: 'notes' }).",
    ]);
  });

  it.each([
    ['notes', "its prefix 'notes' has no leading slash. Write @Controller('/notes')."],
    [{ name: 'notes' }, "its prefix is { name: 'notes' }. Write @Controller('/prefix'); { name } comes second."],
  ])('has a prefix with a leading slash, not %p', (prefix, message) => {
    @Controller(prefix as string)
    class Notes {
      @Route('/')
      index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([`Notes: ${message}`]);
  });
});

describe('A decorator of methods', () => {
  const decorators: [string, () => (target: object, name: string | symbol, descriptor: PropertyDescriptor) => void][] =
    [
      ['@Route()', () => Route('/')],
      ['@BeforeRequest()', BeforeRequest],
      ['@AfterRequest()', AfterRequest],
      ['@TeardownRequest()', TeardownRequest],
      ['@ErrorHandler()', () => ErrorHandler(404)],
      ['@ContextProcessor()', ContextProcessor],
      ['@OnStart()', OnStart],
      ['@OnStop()', OnStop],
      ['@TemplateHelper()', TemplateHelper],
    ];

  it.each(decorators)('stands on no field: %s', (name, decorator) => {
    class Notes {
      // @ts-expect-error -- refused at compile time, too
      @decorator()
      index = (): string => 'Hello';
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      `Notes.index: ${name} stands on a field. Write a method: index() { ... }.`,
    ]);
  });

  it.each(decorators)('stands on no accessor: %s', (name, decorator) => {
    class Notes {
      @decorator()
      get index() {
        throw new Error('unreachable');
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      `Notes.index: ${name} stands on an accessor. Write a method: index() { ... }.`,
    ]);
  });

  it.each(decorators)('stands on no static method: %s', (name, decorator) => {
    class Notes {
      @decorator()
      static index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      `Notes.index: ${name} stands on a static method. Take the word 'static' away.`,
    ]);
  });

  it.each(decorators)('stands on no method that is named by a symbol: %s', (name, decorator) => {
    const key = Symbol('index');

    class Notes {
      @decorator()
      [key]() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      `Notes.Symbol(index): ${name} stands on a method that is named by a symbol. Write a method: name() { ... }.`,
    ]);
  });

  // Neither JavaScript nor TypeScript has such a decorator; oxc compiles it, without the method's name.
  it.each([
    ['', 'Write a method without the #: list() { ... }.'],
    ['#index', 'Write a method without the #: index() { ... }.'],
  ])('stands on no private method: %p', (name, cure) => {
    class Notes {}
    (Route('/') as (target: object, name: string) => void)(Notes.prototype, name);
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      `Notes${name && '.#index'}: @Route() stands on a private method, which cannot be served. ${cure}`,
    ]);
  });

  it('has a scope of two', () => {
    class Notes {
      @BeforeRequest({ scope: 'App' as never })
      check() {}
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      "Notes.check: the scope of @BeforeRequest() is 'App'. Write { scope: 'app' } for all requests, or leave it away for those of this controller.",
    ]);
  });

  it.each([
    [200, '200'],
    [404.5, '404.5'],
    [undefined, 'undefined'],
    ['404', "'404'"],
    [Store, '[class Store]'],
    [new Abort(404), 'an Abort that is made already'],
    [new RangeError('x'), 'a RangeError that is made already'],
  ])('handles errors, not %p', (of, text) => {
    class Notes {
      @ErrorHandler(of as never)
      failed() {
        return 'failed';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      `Notes.failed: @ErrorHandler() takes a status from 400 to 599 or a class of errors, not ${text}. Write @ErrorHandler(404) or @ErrorHandler(SomeError).`,
    ]);
  });
});

describe('A parameter of a hook', () => {
  it.each([
    ['@BeforeRequest()', BeforeRequest()],
    ['@AfterRequest()', AfterRequest()],
    ['@TeardownRequest()', TeardownRequest()],
    ['@ErrorHandler()', ErrorHandler(404)],
    ['@ContextProcessor()', ContextProcessor()],
  ])('is no path variable: %s', (_name, decorator) => {
    class Notes {
      @decorator
      check(id: number) {
        return { id };
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.check: parameter 1 (id): a number is a path variable, which only handlers take. Declare a Request, and read request.params.',
    ]);
  });

  it.each([
    ['@OnStart()', OnStart()],
    ['@OnStop()', OnStop()],
  ])('is a service or the app where there is no request: %s', (_name, decorator) => {
    class Notes {
      @decorator
      begin(request: Request, session: Session, name: string) {
        return { request, session, name };
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.begin: parameter 1 (request): Request belongs to one request. Methods that run with the app take services and App only.',
      'Notes.begin: parameter 2 (session): Session belongs to one request. Methods that run with the app take services and App only.',
      'Notes.begin: parameter 3 (name): a string is a path variable, which only handlers take. Declare services and App only; settings belong into a service, or into createApp({ config }).',
    ]);
  });

  it.each([
    ['@Route()', Route('/')],
    ['@BeforeRequest()', BeforeRequest()],
    ['@TeardownRequest()', TeardownRequest()],
    ['@ErrorHandler()', ErrorHandler(404)],
  ])('is a Response after the request alone, not in %s', (_name, decorator) => {
    class Notes {
      @decorator
      check(response: Response) {
        return { status: response.status };
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.check: parameter 1 (response): there is no Response to inject yet. Only @AfterRequest() methods are given one; elsewhere make one with new Response() or makeResponse().',
    ]);
  });

  it.each([
    ['@Route()', Route('/')],
    ['@BeforeRequest()', BeforeRequest()],
    ['@AfterRequest()', AfterRequest()],
  ])('is an error where there may be one, not in %s', (_name, decorator) => {
    class Notes {
      @decorator
      check(error: TypeError) {
        return { error };
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.check: parameter 1 (error): there is no TypeError to inject. Only @ErrorHandler() and @TeardownRequest() methods are given the error.',
    ]);
  });

  it('is no controller', () => {
    class Users {
      @Route('/users')
      index() {
        return [];
      }
    }

    class Notes {
      @BeforeRequest()
      check(users: Users) {
        users.index();
      }
    }
    expect(findingsOf({ controllers: [Notes, Users] })).toEqual([
      'Notes.check: parameter 1 (users): Users is a controller, and those are not injected. Move what both need to a class of its own, and give createApp({ services }) an object of it.',
    ]);
  });
});
