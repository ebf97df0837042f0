import { fileURLToPath } from 'node:url';

import {
  Abort,
  abort,
  ContextProcessor,
  ErrorHandler,
  FromRequest,
  redirect,
  Redirect,
  Request,
  Route,
  TeardownRequest,
} from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

/** How often something happened. */
class Counter {
  count = 0;
}

describe('A factory that makes nothing', () => {
  function clientOfFactory(make: () => unknown, counter = new Counter()) {
    class Thing {
      @FromRequest()
      static make(calls: Counter): unknown {
        calls.count++;
        return make();
      }
    }

    class Things {
      @Route('/')
      index(thing: Thing) {
        return { thing };
      }

      @ErrorHandler(418)
      teapot(thing: Thing) {
        return { thing };
      }

      @ErrorHandler(500)
      failed(error: Abort) {
        return (error.cause as Error).message;
      }
    }
    return quietApp([Things], { services: [counter] }).testClient();
  }

  it.each([
    ['throws an Abort', () => abort(403)],
    ['returns an Abort', () => new Abort(403)],
    ['returns a promise of an Abort', async () => new Abort(403)],
    ['rejects with an Abort', async () => abort(403)],
  ])('%s, which is the answer', async (_what, make) => {
    expect((await clientOfFactory(make).get('/')).status).toBe(403);
  });

  it.each([
    ['throws a Redirect', () => redirect('/login')],
    ['returns a Redirect', () => new Redirect('/login')],
    ['rejects with a Redirect', async () => redirect('/login')],
  ])('%s, which is the answer', async (_what, make) => {
    expect((await clientOfFactory(make).get('/')).location).toBe('/login');
  });

  it.each([
    ['nothing', () => undefined],
    ['null, which is no Thing', () => null],
    ["'text', which is no Thing", () => 'text'],
    ['{}, which is no Thing', async () => ({})],
    ['[Object: null prototype] {}, which is no Thing', () => Object.create(null) as unknown],
    ['{ constructor: [Function: constructor] }, which is no Thing', () => ({ constructor: () => 1 })],
  ])('is named in an error when it returns %s', async (what, make) => {
    const { status, text } = await clientOfFactory(make).get('/');
    expect([status, text]).toEqual([
      500,
      `Thing.make returned ${what}. A @FromRequest() method returns an instance of its class, or throws an Abort or a Redirect.`,
    ]);
  });

  it('is an error when it renders a page that needs what it makes', async () => {
    class User {
      @FromRequest()
      static async load(request: Request): Promise<User> {
        throw new Abort(401, await request.render('titles'));
      }
    }
    class Pages {
      @Route('/')
      index(user: User) {
        return { user };
      }

      @ContextProcessor()
      values(user: User) {
        return { user };
      }
    }
    const app = quietApp([Pages], { root: fileURLToPath(new URL('../fixtures/titles', import.meta.url)) });
    await expect(app.testClient({ throwErrors: true }).get('/')).rejects.toThrow(
      'User is needed by its own factory, User.load: it renders a template, and a context processor or a helper declares User. Let that take a Request, or render in the handler.',
    );
  });

  it('is waited for by pages that are rendered at once', async () => {
    class User {
      @FromRequest()
      static async load(): Promise<User> {
        await new Promise(setImmediate);
        return new User();
      }
    }
    class Pages {
      @Route('/')
      async index(request: Request) {
        return String((await Promise.all([request.render('titles'), request.render('titles')])).length);
      }

      @ContextProcessor()
      values(user: User) {
        return { user };
      }
    }
    const app = quietApp([Pages], { root: fileURLToPath(new URL('../fixtures/titles', import.meta.url)) });
    expect((await app.testClient().get('/')).text).toBe('2');
  });

  it('is waited for by pages that a method of its name renders', async () => {
    class Report {
      @FromRequest()
      static async load(): Promise<Report> {
        await new Promise(setImmediate);
        return new Report();
      }

      async load(request: Request) {
        return String((await Promise.all([request.render('titles'), request.render('titles')])).length);
      }
    }
    class Pages {
      @Route('/')
      index(request: Request) {
        return new Report().load(request);
      }

      @ContextProcessor()
      values(report: Report) {
        return { report };
      }
    }
    const app = quietApp([Pages], { root: fileURLToPath(new URL('../fixtures/titles', import.meta.url)) });
    expect((await app.testClient().get('/')).text).toBe('2');
  });

  it('is waited for by a page that it begins and leaves to itself', async () => {
    let mail: Promise<string> | undefined;
    class User {
      @FromRequest()
      static async load(request: Request): Promise<User> {
        await new Promise(setImmediate);
        mail = Promise.resolve(request.render('titles')).then(() => 'sent');
        return new User();
      }
    }
    class Pages {
      @Route('/')
      async index(_user: User) {
        return (await mail)!;
      }

      @ContextProcessor()
      values(user: User) {
        return { user };
      }
    }
    const app = quietApp([Pages], { root: fileURLToPath(new URL('../fixtures/titles', import.meta.url)) });
    expect((await app.testClient().get('/')).text).toBe('sent');
  });

  it('is an unforeseen error when it throws one', async () => {
    const { status, text } = await clientOfFactory(() => {
      throw new Error('The database is gone.');
    }).get('/');
    expect([status, text]).toEqual([500, 'The database is gone.']);
  });

  it('is not asked again for the same request', async () => {
    const counter = new Counter();
    const client = clientOfFactory(() => abort(418), counter);
    const { status } = await client.get('/');
    expect([status, counter.count]).toEqual([418, 1]);
  });

  it('is asked again for the next request', async () => {
    const counter = new Counter();
    const client = clientOfFactory(() => (counter.count === 1 ? abort(503) : 'text'), counter);
    await client.get('/');
    expect((await client.get('/')).status).toBe(500);
  });
});

describe('The parameters of a factory', () => {
  it('are examined like those of a handler', () => {
    class Missing {}

    class Visitor {
      @FromRequest()
      static load(_missing: Missing) {
        return new Visitor();
      }
    }

    class Pages {
      @TeardownRequest()
      done(_visitor: Visitor) {}
    }
    expect(findingsOf({ controllers: [Pages] })).toEqual([
      expect.stringContaining('Visitor.load: parameter 1 (_missing): nobody provides Missing'),
    ]);
  });

  it('take no path variables', () => {
    class Visitor {
      @FromRequest()
      static load(_id: number) {
        return new Visitor();
      }
    }

    class Pages {
      @Route('/:id')
      show(visitor: Visitor) {
        return { visitor };
      }
    }
    expect(findingsOf({ controllers: [Pages] })).toEqual([
      'Visitor.load: parameter 1 (_id): a number is a path variable, which only handlers take. Declare a Request, and read request.params.',
    ]);
  });
});
