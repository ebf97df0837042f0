import { Abort, abort, createApp, ErrorHandler, Get, ValidationError } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { warningsOf } from '../support/warnings-of.js';

class OutOfStock extends Error {}

/** What is found of an error handler that declares an error. */
function foundOf(handled: unknown, declared: unknown): string[] {
  class Shop {
    @Get('/')
    index() {
      return 'tea';
    }

    @ErrorHandler(handled as never, { inject: [declared as never] })
    answer(error: unknown) {
      return String(error);
    }
  }
  return findingsOf({ controllers: [Shop] });
}

describe('The error that an error handler declares', () => {
  it('is of the class that it handles', () => {
    expect(foundOf(RangeError, OutOfStock)).toEqual([
      'Shop.answer: parameter 1 (error): @ErrorHandler(RangeError) gives a RangeError, which is not of the class OutOfStock. Write @ErrorHandler(OutOfStock), or declare the parameter as RangeError.',
    ]);
  });

  it('is an Abort, where a status is handled', () => {
    expect(foundOf(500, OutOfStock)).toEqual([
      'Shop.answer: parameter 1 (error): @ErrorHandler(500) gives an Abort, which is not of the class OutOfStock. Write @ErrorHandler(OutOfStock), or declare an Abort, whose cause may be the OutOfStock.',
    ]);
  });

  it.each([
    [OutOfStock, OutOfStock],
    [OutOfStock, Error],
    [Error, OutOfStock],
    [422, ValidationError],
    [404, Abort],
    [404, Error],
  ])('may be a base class of it, or a subclass: %p, %p', (handled, declared) => {
    expect(foundOf(handled, declared)).toEqual([]);
  });

  it('is warned of where it is a subclass alone', () => {
    class Shop {
      @Get('/')
      index() {
        return 'tea';
      }

      @ErrorHandler(Abort)
      answer(error: ValidationError) {
        return error.issues;
      }
    }
    expect(warningsOf({ controllers: [Shop] })).toEqual([
      'Shop.answer: parameter 1 (error): @ErrorHandler(Abort) gives each Abort, also those that are not of the class ValidationError. Write @ErrorHandler(ValidationError), or declare the parameter as Abort, and ask whether it is an instance of ValidationError. (PH120)',
    ]);
  });

  it('is warned of where a status is handled, and the class is one of the app', () => {
    class Gone extends Abort {}
    class Shop {
      @Get('/')
      index() {
        return 'tea';
      }

      @ErrorHandler(410)
      answer(error: Gone) {
        return error.message;
      }
    }
    expect(warningsOf({ controllers: [Shop] })).toEqual([
      'Shop.answer: parameter 1 (error): @ErrorHandler(410) gives each Abort of that status, also those that are not of the class Gone. Write @ErrorHandler(Gone), or declare the parameter as Abort, and ask whether it is an instance of Gone. (PH120)',
    ]);
  });

  it('may be a ValidationError where 422 is handled', () => {
    class Shop {
      @Get('/')
      index() {
        return 'tea';
      }

      @ErrorHandler(422)
      answer(error: ValidationError) {
        return error.issues;
      }
    }
    expect(warningsOf({ controllers: [Shop] })).toEqual([]);
  });
});

describe('Two error handlers of one status', () => {
  class Pages {
    @Get('/')
    index() {
      return 'Hello';
    }

    @ErrorHandler(404, { scope: 'app' })
    missing() {
      return 'There is nothing here.';
    }
  }

  class Errors {
    @ErrorHandler(404, { scope: 'app' })
    lost() {
      return 'You are lost.';
    }
  }

  it('are warned of where both are for the whole app: the first is never called', async () => {
    const app = createApp({ controllers: [Pages, Errors], fastify: { logger: false } });
    expect((await app.testClient().get('/nowhere')).text).toBe('You are lost.');
    expect(warningsOf({ controllers: [Pages, Errors] })).toEqual([
      "Pages.missing: it is never called by @ErrorHandler(404, { scope: 'app' }), since Errors.lost has the same, and comes later. Keep one of them, or write another class, status or scope for this one. (PH319)",
    ]);
  });

  it('are told apart from what the first handles, too', async () => {
    class Notes {
      @Get('/')
      index() {
        abort(403);
      }

      @ErrorHandler(409)
      @ErrorHandler(403)
      refused() {
        return 'Not for you.';
      }

      @ErrorHandler(409)
      taken() {
        return 'It is taken.';
      }
    }
    const app = createApp({ controllers: [Notes], fastify: { logger: false } });
    expect((await app.testClient().get('/')).text).toBe('Not for you.');
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      expect.stringMatching(
        /^Notes\.refused: it is never called by @ErrorHandler\(409\), since Notes\.taken has the same, and comes later\. /,
      ),
    ]);
  });

  it('are warned of in two classes of one name', () => {
    const first = Errors;
    const warnings = (() => {
      class Errors {
        @ErrorHandler(404, { scope: 'app' })
        lost() {
          return 'You are lost again.';
        }
      }
      return warningsOf({ controllers: [first, Errors] });
    })();
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Errors\.lost: it is never called by .*, since another Errors\.lost has the same, and comes later\. /,
      ),
    ]);
  });

  it('are right where one is of a controller, and the other of the app', () => {
    class Notes extends Pages {
      @ErrorHandler(404)
      gone() {
        return 'No such note.';
      }
    }
    expect(warningsOf({ controllers: [Notes] })).not.toContainEqual(expect.stringContaining('PH319'));
  });

  it('are right where one is inherited, or of a package', () => {
    class Notes extends Pages {
      @ErrorHandler(404, { scope: 'app' })
      gone() {
        return 'No such note.';
      }
    }
    const lost = { name: 'lost', controllers: [Errors] };
    expect(warningsOf({ controllers: [Notes], blueprints: [lost] })).toEqual([]);
  });
});
