import { AfterRequest, BeforeRequest, Controller, ErrorHandler, Get, TeardownRequest } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { warningsOf } from '../support/warnings-of.js';

describe('A hook that no request reaches', () => {
  it.each([
    ['@BeforeRequest()', BeforeRequest(), "@BeforeRequest({ scope: 'app' })"],
    ['@AfterRequest()', AfterRequest(), "@AfterRequest({ scope: 'app' })"],
    ['@TeardownRequest()', TeardownRequest(), "@TeardownRequest({ scope: 'app' })"],
    ['@ErrorHandler()', ErrorHandler(404), "@ErrorHandler(404, { scope: 'app' })"],
    ['@ErrorHandler()', ErrorHandler(RangeError), "@ErrorHandler(RangeError, { scope: 'app' })"],
  ])('is found: %s in a controller without routes', (decorator, mark, cure) => {
    class Hooks {
      @mark
      run() {}
    }
    expect(findingsOf({ controllers: [Hooks] })).toEqual([
      `Hooks.run: ${decorator} holds for the routes of its own controller, which has none, so that it never runs. Write ${cure} for all requests of the app, or move it to the controller that it is for.`,
    ]);
  });

  it('is to be one of the blueprint where its controller is in one', () => {
    class Hooks {
      @BeforeRequest()
      check() {}
    }
    expect(findingsOf({ blueprints: [{ name: 'shop', prefix: '/shop', controllers: [Hooks] }] })).toEqual([
      "shop: Hooks.check: @BeforeRequest() holds for the routes of its own controller, which has none, so that it never runs. Write @BeforeRequest({ scope: 'blueprint' }) for all requests of the blueprint, or move it to the controller that it is for.",
    ]);
  });

  it('is not one of the app, of a subclass with routes, or an error handler below a prefix', () => {
    class Base {
      @BeforeRequest()
      check() {}
    }

    class Pages extends Base {
      @Get('/')
      index() {
        return 'Hello';
      }

      @AfterRequest({ scope: 'app' })
      after() {}
    }

    @Controller('/admin')
    class Unknown {
      @ErrorHandler(404)
      missing() {
        return 'Nothing here.';
      }
    }
    expect(findingsOf({ controllers: [Pages, Unknown] })).toEqual([]);
  });
});

describe('An error handler for 404s', () => {
  it.each([404, 405])('is warned of when it sees no unknown paths: %d', (status) => {
    class Pages {
      @Get('/')
      index() {
        return 'Hello';
      }

      @ErrorHandler(status)
      missing() {
        return 'Nothing here.';
      }
    }
    expect(warningsOf({ controllers: [Pages] })).toEqual([
      `Pages.missing: @ErrorHandler(${status}) sees those of its own controller's handlers alone, not unknown paths. Write @ErrorHandler(${status}, { scope: 'app' }), or give the controller a prefix, below which it sees them. (PH313)`,
    ]);
  });

  it('is to be one of the blueprint where its controller is in one', () => {
    class Pages {
      @Get('/')
      index() {
        return 'Hello';
      }

      @ErrorHandler(404)
      missing() {
        return 'Nothing here.';
      }
    }
    expect(warningsOf({ blueprints: [{ name: 'shop', prefix: '/shop', controllers: [Pages] }] })).toEqual([
      "shop: Pages.missing: @ErrorHandler(404) sees those of its own controller's handlers alone, not unknown paths. Write @ErrorHandler(404, { scope: 'blueprint' }), or give the controller a prefix, below which it sees them. (PH313)",
    ]);
  });

  it('is not warned of when it says its scope', () => {
    class Pages {
      @Get('/')
      index() {
        return 'Hello';
      }

      @ErrorHandler(404, { scope: 'controller' })
      missing() {
        return 'Nothing here.';
      }
    }
    expect(warningsOf({ controllers: [Pages] })).toEqual([]);
  });
});
