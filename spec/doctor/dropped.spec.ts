import { Abort, AfterRequest, BeforeRequest, Get, makeResponse, Redirect, Request, Response } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

function droppedBy(controller: object): string[] {
  return warningsOf({ controllers: [controller] }).filter((text) => text.includes('PH702'));
}

describe('A response that goes nowhere', () => {
  it('is warned of, whether it has a name or not', () => {
    class Pages {
      @Get('/')
      index(request: Request) {
        new Response().setCookie('seen', '1');
        return request.path;
      }

      @Get('/named')
      named() {
        const response = makeResponse('');
        response.headers.set('X-Frame-Options', 'DENY');
        response.status = 201;
        return 'Hello';
      }

      @AfterRequest()
      frame() {
        const response = new Response();
        response.headers.set('X-Frame-Options', 'DENY');
      }
    }
    expect(droppedBy(Pages)).toEqual([
      'Pages.index: it makes a response, by new Response(), and returns nothing of it. Write return new Response(...). (PH702)',
      'Pages.named: it makes a response, by makeResponse(), and returns nothing of it. Write return makeResponse(...). (PH702)',
      'Pages.frame: it makes another response, by new Response(), and returns nothing of it. Declare a parameter, response: Response, and change that: it is what is sent. (PH702)',
    ]);
  });

  it('may be a redirect or an abort that is not thrown', () => {
    class Pages {
      @BeforeRequest()
      guard(request: Request) {
        if (request.args.has('banned')) new Abort(403);
        if (!request.args.has('user')) {
          new Redirect('/login');
        }
      }

      @Get('/')
      index() {
        return 'Hello';
      }
    }
    expect(droppedBy(Pages)).toEqual([
      'Pages.guard: it calls new Abort() and neither throws nor returns it. Write throw new Abort(...). (PH702)',
    ]);
  });

  it('is none that is returned, thrown, kept or given to something', () => {
    const kept: unknown[] = [];
    class Pages {
      readonly #kept = kept;

      @Get('/')
      index() {
        const response = new Response('Hello');
        response.setCookie('seen', '1');
        return response;
      }

      @Get('/chained')
      chained() {
        const response = new Response('Hello');
        return response.setCookie('seen', '1');
      }

      @Get('/given')
      given() {
        const response = makeResponse('Hello');
        this.#mark(response);
        const error = new Abort(409);
        kept.push(new Redirect('/'), error.message);
        if (kept.length > 99) throw error;
        return { response: kept.length };
      }

      @AfterRequest()
      replace(response: Response) {
        const other = makeResponse(response);
        other.headers.set('X-Made', 'twice');
        return other;
      }

      #mark(response: Response) {
        this.#kept.push(response);
      }
    }
    expect(droppedBy(Pages)).toEqual([]);
  });
});
