import { BeforeRequest, Form, Get, Json, Post, Query } from 'phial';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

class Signed extends Json(z.object({ token: z.string() })) {}
class Paging extends Query(z.object({ page: z.string().optional() })) {}

class Notes {
  @Get('/notes')
  index() {
    return 'notes';
  }
}

describe('A hook that takes a body', () => {
  it('does not run for a GET', () => {
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      check(signed: Signed, _paging: Paging) {
        void signed.token;
      }
    }
    expect(findingsOf({ controllers: [Hooks, Notes] })).toEqual([
      'Hooks.check: it takes Signed, a JSON body, and runs for Notes.index too, which serves GET and gets no body. Declare Signed on the handlers that have one; or take a Request here, and look at request.method first.',
    ]);
  });

  it('is found in its blueprint, and nowhere else', () => {
    class Hooks {
      @BeforeRequest({ scope: 'blueprint' })
      check(signed: Signed) {
        void signed.token;
      }
    }
    class Webhooks {
      @Post('/hooks')
      take(signed: Signed) {
        return signed.token;
      }
    }
    const blueprint = { name: 'hooks', controllers: [Hooks, Webhooks] };
    expect(findingsOf({ controllers: [Notes], blueprints: [blueprint] })).toEqual([]);
    expect(findingsOf({ blueprints: [{ ...blueprint, controllers: [Hooks, Notes] }] })).toHaveLength(1);
  });

  it('may stand before routes that have one', () => {
    class Webhooks {
      @BeforeRequest()
      check(signed: Signed) {
        void signed.token;
      }

      @Post('/hooks')
      take() {
        return 'taken';
      }
    }
    expect(findingsOf({ controllers: [Webhooks, Notes] })).toEqual([]);
  });

  it('may take a form that asks for nothing, which is empty then', async () => {
    class Token extends Form(z.object({ token: z.string().optional() })) {}
    class Login extends Form(z.object({ name: z.string() })) {}
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      check({ token }: Token) {
        if (token === 'bad') return 'refused';
      }
    }
    class Strict {
      @BeforeRequest({ scope: 'app' })
      check({ name }: Login) {
        void name;
      }
    }
    expect((await quietApp([Hooks, Notes]).testClient().get('/notes')).text).toBe('notes');
    expect(findingsOf({ controllers: [Strict, Notes] })).toEqual([expect.stringContaining('it takes Login, a form')]);
  });
});
