import { BeforeRequest, FromRequest, Get, OnStart } from 'phial';

import { findingsOf } from '../support/findings-of.js';

describe('A generator', () => {
  it('is not run by hooks, nor at the start', () => {
    class Notes {
      @OnStart()
      async *live() {
        yield await Promise.resolve();
      }

      @BeforeRequest()
      *around() {
        yield 'before';
      }

      @Get('/')
      index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.live: it is a generator, and nothing of what @OnStart() calls is run. Leave the * out, and move what stands behind the yield to a method with @OnStop().',
      'Notes.around: it is a generator, and nothing of what @BeforeRequest() calls is run. Leave the * out. What runs around a handler is a factory: a static async *open() with @FromRequest().',
    ]);
  });

  it('is what a handler streams, and how a factory opens something', () => {
    class Opened {
      @FromRequest()
      static *open() {
        yield new this();
      }
    }
    class Notes {
      @Get('/')
      *index(_opened: Opened) {
        yield 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([]);
  });
});
