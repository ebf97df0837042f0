import { Abort, ErrorHandler, Get, ValidationError } from 'phial';

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
