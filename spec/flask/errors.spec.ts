import { Abort, Controller, ErrorHandler, Get, Response, abort, makeResponse, type Class } from 'phial';

import { appOf } from '../support/app-of.js';
import { findingsOf } from '../support/findings-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

class Forbidden extends Abort {
  constructor() {
    super(403);
  }
}

class OutOfTea extends Error {}
class OutOfGreenTea extends OutOfTea {}

/** What answers an error, where the controller and the app have handlers for these. */
async function answerer(thrown: () => Error, controller: (number | Class<Error>)[], app: (number | Class<Error>)[]) {
  const handle = (who: string, of: readonly (number | Class<Error>)[], scope: 'app' | 'controller'): Class => {
    class Handlers {}
    for (const one of of) {
      const name = `for${typeof one === 'number' ? one : one.name}`;
      const answer = { value: () => `${who} ${name.slice(3)}`, configurable: true };
      Object.defineProperty(Handlers.prototype, name, answer);
      ErrorHandler(one, { scope })(
        Handlers.prototype,
        name,
        Object.getOwnPropertyDescriptor(Handlers.prototype, name)!,
      );
    }
    return Handlers;
  };

  @Controller('/below')
  class Below extends (handle('controller', controller, 'controller') as new () => object) {
    @Get('/')
    fail(): string {
      throw thrown();
    }
  }
  const handlers = handle('app', app, 'app') as new () => object;
  return (
    await quietApp(app.length > 0 ? [Below, handlers] : [Below])
      .testClient()
      .get('/below/')
  ).text;
}

describe("Of Flask's errors,", () => {
  it.each([402, 418, 451, 511, 599])('abort(): any status of an error, %i', async (status) => {
    expect(
      (
        await appOf(() => abort(status))
          .testClient()
          .get('/')
      ).status,
    ).toBe(status);
  });

  it.each([200, 302, 999])('abort(): no other, %i', (status) => {
    expect(() => new Abort(status)).toThrow(String(status));
  });

  it('abort(): a response is sent, past all error handlers', async () => {
    class Pages {
      @Get('/')
      index() {
        return abort(makeResponse('mine', 404));
      }

      @ErrorHandler(404, { scope: 'app' })
      lost() {
        return 'lost';
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).text).toBe('mine');
  });

  it('Classes: an Abort has a status, a title and a message', () => {
    expect(new Abort(404, 'No such note.')).toMatchObject({
      status: 404,
      title: 'Not Found',
      message: 'No such note.',
    });
  });

  it('Page: small, HTML, with the message escaped', async () => {
    const { text, headers } = await appOf(() => abort(404, 'No <b>'))
      .testClient()
      .get('/');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toMatch(/^<!doctype html>[^]*<title>404 Not Found<\/title>[^]*<h1>Not Found<\/h1>[^]*No &lt;b&gt;/i);
  });

  it('Extra headers: abort() takes those that an error needs', async () => {
    const headers = { 'WWW-Authenticate': ['Basic', 'Bearer'] };
    const response = await appOf(() => abort(401, undefined, { headers }))
      .testClient()
      .get('/');
    expect(response.headers['www-authenticate']).toEqual(['Basic', 'Bearer']);
  });

  // DESIGN §5: what a handler returns keeps the error's status.
  it('errorhandler(): its answer is converted, and keeps the status of the error', async () => {
    class Pages {
      @ErrorHandler(404, { scope: 'app' })
      lost(error: Abort) {
        return { lost: error.status };
      }

      @ErrorHandler(405, { scope: 'app' })
      wrong() {
        return new Response('made', { status: 201 });
      }

      @Get('/')
      index() {
        return '';
      }
    }
    const client = quietApp([Pages]).testClient();
    expect(await client.get('/nowhere')).toMatchObject({ status: 404, text: '{"lost":404}' });
    expect(await client.post('/')).toMatchObject({ status: 201, text: 'made' });
  });

  it.each([200, new Error(), String])('errorhandler(): what is neither a status nor a class of errors, %p', (of) => {
    class Pages {
      @Get('/')
      index() {
        return '';
      }

      @ErrorHandler(of as never)
      handle() {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Pages] })[0]).toContain('Pages.handle');
  });

  // DESIGN §5: scope by scope, the subclasses of Abort and the status; after these, again scope by scope, Abort and Error.
  it.each<[string, () => Error, (number | Class<Error>)[], (number | Class<Error>)[], string]>([
    ['403 of the app beats Abort of the controller', () => new Abort(403), [Abort], [403], 'app 403'],
    ['403 of the app beats Error of the controller', () => new Abort(403), [Error], [403], 'app 403'],
    ['Error of the controller beats Abort of the app', () => new Abort(403), [Error], [Abort], 'controller Error'],
    ['in one scope Abort beats Error', () => new Abort(403), [Error, Abort], [], 'controller Abort'],
    ['in one scope a subclass beats 403', () => new Forbidden(), [403, Forbidden], [], 'controller Forbidden'],
    ['403 of the controller beats a subclass of the app', () => new Forbidden(), [403], [Forbidden], 'controller 403'],
    ['the most derived class', () => new OutOfGreenTea(), [Error, OutOfTea], [OutOfGreenTea], 'controller OutOfTea'],
  ])('Lookup: %s', async (_what, thrown, controller, app, expected) => {
    expect(await answerer(thrown, controller, app)).toBe(expected);
  });

  class Everything {
    @ErrorHandler(Error, { scope: 'app' })
    any(error: Error) {
      return `any ${error.name}`;
    }

    @Get('/dir/')
    dir() {
      return '';
    }

    @Get('/broken')
    broken(): string {
      throw new TypeError('secret');
    }
  }

  it('Consequences: a handler for Error sees unknown paths, too, but no slash redirect', async () => {
    const client = quietApp([Everything]).testClient();
    expect((await client.get('/nowhere')).text).toBe('any Abort');
    expect((await client.get('/dir')).status).toBe(308);
  });

  it('Unhandled: a handler of its class comes before one for 500', async () => {
    expect(await answerer(() => new OutOfTea(), [], [500, Error])).toBe('app Error');
  });

  it('Unhandled: a handler for 500 finds the original', async () => {
    class Pages {
      @Get('/')
      index(): string {
        throw new OutOfTea('of tea');
      }

      @ErrorHandler(500)
      handle(error: Abort) {
        return (error.cause as Error).message;
      }
    }
    expect(await quietApp([Pages]).testClient().get('/')).toMatchObject({ status: 500, text: 'of tea' });
  });

  it('Unhandled: logged with its stack and handler, and the client hears nothing of it', async () => {
    const { logger, entries } = loggedBy();
    class Pages {
      @Get('/')
      index(): string {
        throw new OutOfTea('secret');
      }
    }
    const { status, text } = await quietApp([Pages], { fastify: { logger } }).testClient().get('/');
    expect([status, text.includes('secret')]).toEqual([500, false]);
    expect(entries[0]).toMatchObject({ handler: 'Pages.index', err: { message: 'secret' } });
  });

  // DESIGN §16: what an error handler throws is answered by the default page.
  it('Unhandled: an error of an error handler is a 500', async () => {
    class Pages {
      @Get('/')
      index() {
        return abort(404);
      }

      @ErrorHandler(404, { scope: 'app' })
      handle(): string {
        throw new Error();
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).status).toBe(500);
  });

  it('Propagation: the test client throws what nobody foresaw', async () => {
    const client = appOf(() => {
      throw new OutOfTea('of tea');
    }).testClient({ throwErrors: true });
    await expect(client.get('/')).rejects.toThrow(OutOfTea);
  });

  // Better than Flask: DESIGN §5.
  it('Blueprint 404/405: handlers of a controller answer what is unknown below its prefix', async () => {
    @Controller('/shop')
    class Shop {
      @Get('/')
      index() {
        return '';
      }

      @ErrorHandler(404)
      @ErrorHandler(405)
      lost() {
        return 'lost in the shop';
      }
    }
    const client = quietApp([Shop]).testClient();
    expect((await client.get('/shop/nowhere')).text).toBe('lost in the shop');
    expect((await client.post('/shop/')).text).toBe('lost in the shop');
    expect((await client.get('/nowhere')).text).not.toBe('lost in the shop');
  });
});
