import { Controller, Delete, FromRequest, Get, type AppOptions } from 'phial';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';
import { warningsOf } from '../support/warnings-of.js';

const info = { title: 'Notes', version: '1.0.0' };

@Controller('/api')
class Notes {
  @Get('/')
  index() {
    return [];
  }
}

function ofOption(openapi: object): string[] {
  return findingsOf({ controllers: [Notes], openapi: { info, ...openapi } as AppOptions['openapi'] });
}

function ofRoute(openapi: unknown): string[] {
  class Pages {
    @Get('/', { openapi: openapi as never })
    index() {
      return '';
    }
  }
  return findingsOf({ controllers: [Pages] });
}

describe('The option openapi', () => {
  it('has no members but those of a document, and extensions', () => {
    expect(ofOption({ 'x-logo': '/logo.svg', server: [] })).toEqual([
      expect.stringMatching(/^openapi: it was given 'server', which is no option\. .*Did you mean 'servers'\?$/),
    ]);
  });

  it('takes a path for the page and for the routes', () => {
    expect(ofOption({ path: 'docs', routes: 'api' })).toEqual([
      "openapi: its path is 'docs'. Write path: '/docs', or false for no page.",
      "openapi: its routes are 'api'. Write routes: '/api'.",
    ]);
  });

  it('names routes that are there', () => {
    expect(ofOption({ routes: '/apis' })).toEqual([
      "openapi: no route lies below its routes, '/apis'. Write the path that the API lies below. Did you mean '/api'?",
    ]);
  });

  it('takes a class with a factory as its guard', () => {
    class Admin {}
    expect(ofOption({ guard: Admin })).toEqual([
      'openapi: its guard is the class Admin, which no @FromRequest() method makes. Give it a class with one, which throws an Abort or a Redirect to those who may not see the document.',
    ]);
  });

  it('takes no guard that needs what nobody provides', () => {
    class Users {}
    class Admin {
      @FromRequest({ inject: [Users] })
      static load(_users: Users) {
        return new Admin();
      }
    }
    expect(ofOption({ guard: Admin })).toEqual([expect.stringMatching(/^Admin\.load: parameter 1 .*Users/)]);
  });
});

describe('What is said of a route', () => {
  it.each([
    ['All notes', /^openapi of Pages\.index: it is 'All notes'\. Write openapi: \{ summary/],
    [{ sumary: 'All' }, /^openapi of Pages\.index: it was given 'sumary', which is no option\. .*'summary'\?$/],
    [{ tags: 'notes' }, /^openapi of Pages\.index: its tags is 'notes'\. It must be a list\.$/],
    [{ status: 404 }, /its status is 404, which is not one of success/],
    [{ responses: { missing: 'No such note' } }, /'missing' is not a status of a response\. Write \{ 404:/],
    [{ responses: { 404: ['No such note'] } }, /what it says of the response 404 is .*Write a sentence/],
  ])('is not %j', (wrong, sentence) => {
    expect(ofRoute(wrong)).toEqual([expect.stringMatching(sentence)]);
  });
});

describe('What is said elsewhere', () => {
  it('is examined in a controller, a blueprint and a factory', () => {
    class Token {
      static openapi = { summary: 'A token' };

      @FromRequest()
      static read() {
        return new Token();
      }
    }
    @Controller('/a', { openapi: { tag: 'a' } as never })
    class Pages {
      @Get('/', { inject: [Token] })
      index(_token: Token) {
        return '';
      }
    }
    const found = findingsOf({ blueprints: [{ name: 'shop', controllers: [Pages], openapi: true as never }] });
    expect(found.map((one) => one.split('.')[0])).toEqual([
      'shop: openapi: it is true',
      "shop: openapi of Pages: it was given 'tag', which is no option",
      "openapi of Token: it was given 'summary', which is no option",
    ]);
  });
});

describe('A schema of a status without a body', () => {
  it('is warned of', () => {
    class Pages {
      @Delete('/', { response: z.object({}), openapi: { status: 204 } })
      remove() {
        return null;
      }

      @Get('/', { openapi: { responses: { 205: z.object({}), 204: 'Nothing' } } })
      index() {
        return null;
      }
    }
    expect(warningsOf({ controllers: [Pages] }).map((one) => one.split('.').slice(0, 2).join('.'))).toEqual([
      'Pages.remove: its schema is of the status 204, which has no body',
      'Pages.index: its schema is of the status 205, which has no body',
    ]);
  });
});
