import { AfterRequest, BeforeRequest, Get, Request } from 'phial';

import { findingsOf } from '../support/findings-of.js';

const NONE =
  "there is no Response to inject yet. Only @AfterRequest() methods are given one; elsewhere make one with new Response() or makeResponse(). A class of your own is imported without the word 'type'.";

describe('A parameter without a class that is named as a response', () => {
  it.each([
    ['response', (request: Request, response: unknown) => [request, response]],
    ['res', (request: Request, res: unknown) => [request, res]],
    ['reply', (request: Request, reply: unknown) => [request, reply]],
  ])('is told that a handler is given none: %s', (name, index) => {
    class Notes {
      declare index: unknown;
    }
    Object.defineProperty(Notes.prototype, 'index', { value: index, configurable: true });
    const descriptor = Object.getOwnPropertyDescriptor(Notes.prototype, 'index')!;
    (Get('/', { inject: [Request, Object] }) as MethodDecorator)(Notes.prototype, 'index', descriptor);
    expect(findingsOf({ controllers: [Notes] })).toEqual([`Notes.index: parameter 2 (${name}): ${NONE}`]);
  });

  it('is told so of a before-hook, and an after-hook to import the class', () => {
    class Notes {
      @Get('/')
      index() {
        return 'Hello';
      }

      @BeforeRequest({ inject: [Object] })
      check(res: unknown) {
        if (res === 1) throw new Error();
      }

      @AfterRequest({ inject: [Object] })
      change(res: unknown) {
        if (res === 1) throw new Error();
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      `Notes.check: parameter 1 (res): ${NONE}`,
      expect.stringContaining("Write import { Response } from 'phial'"),
    ]);
  });
});
