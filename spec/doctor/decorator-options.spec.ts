import {
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  Controller,
  ErrorHandler,
  FromRequest,
  Get,
  marker,
  OnStart,
} from 'phial';

import { findingsOf } from '../support/findings-of.js';

/** As code without types passes them, or options that were put together elsewhere. */
const untyped = (options: unknown): never => options as never;

describe('Options of decorators', () => {
  it('are found to be misspelt: the hook would guard its own controller alone', () => {
    class Guard {
      @BeforeRequest(untyped({ scop: 'app' }))
      login() {}

      @ErrorHandler(404, untyped({ scoep: 'app' }))
      missing() {
        return 'missing';
      }

      @OnStart(untyped({ injct: [] }))
      start() {}

      @Get('/')
      index() {
        return 'hello';
      }
    }
    expect(findingsOf({ controllers: [Guard] })).toEqual([
      "Guard.login: @BeforeRequest() was given 'scop', which is not an option. There are scope, inject. Did you mean 'scope'?",
      "Guard.missing: @ErrorHandler() was given 'scoep', which is not an option. There are scope, inject. Did you mean 'scope'?",
      "Guard.start: @OnStart() was given 'injct', which is not an option. There is inject. Did you mean 'inject'?",
    ]);
  });

  it('are found to be text instead of an object', () => {
    @Controller('/notes', untyped('notes'))
    class Notes {
      @AfterRequest(untyped('app'))
      log() {}

      @Get('/')
      index() {
        return 'hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      "Notes: @Controller() was given 'notes' for its options. Write them as an object: { name: 'notes' }.",
      "Notes.log: @AfterRequest() was given 'app' for its options. Write them as an object: { scope: 'app' }.",
    ]);
  });

  it('are found to be misspelt on controllers and factories', () => {
    class User {
      @FromRequest(untyped({ injct: [] }))
      static load() {
        return new User();
      }
    }

    @Controller('/notes', untyped({ nmae: 'notes' }))
    class Notes {
      @Get('/')
      index(user: User) {
        return user;
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      "Notes: @Controller() was given 'nmae', which is not an option. There are name, openapi. Did you mean 'name'?",
      "User.load: @FromRequest() was given 'injct', which is not an option. There is inject. Did you mean 'inject'?",
    ]);
  });

  it('may say that something holds for the app, which it does anyway', () => {
    class Site {
      @ContextProcessor(untyped({ scope: 'app' }))
      title() {
        return { title: 'Notes' };
      }
    }
    expect(findingsOf({ controllers: [Site] })).toEqual([]);
  });

  it('are an object for a decorator of an extension, whose own they are', () => {
    const Every = marker<{ minutes: number }>('Every');
    class Jobs {
      @Every(untyped(5))
      tick() {}
    }
    expect(findingsOf({ controllers: [Jobs] })).toEqual([
      'Jobs.tick: @Every() was given 5 for its options. Write them as an object: @Every({ ... }).',
    ]);
  });

  it('are anything for a decorator of an extension', () => {
    const Every = marker<{ minutes: number }>('Every');
    class Jobs {
      @Every({ minutes: 5 })
      tick() {}
    }
    expect(findingsOf({ controllers: [Jobs] })).toEqual([]);
  });

  it('may be null in JavaScript, which stands for none', () => {
    @Controller('/site', untyped(null))
    class Site {
      @BeforeRequest(untyped(null))
      before() {}

      @Get('/', untyped(null))
      index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Site] })).toEqual([]);
  });
});
