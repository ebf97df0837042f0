import { Get, OnStart } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

describe('A method that another framework would call', () => {
  it('is warned of, on services and controllers', () => {
    class Store {
      onModuleInit(): void {}
    }
    class More extends Notes {
      onApplicationShutdown(): void {}
    }
    expect(warningsOf({ controllers: [More], services: [new Store()] })).toEqual([
      'More.onApplicationShutdown: nobody calls it: methods are called for their decorators. Write @OnStop() before it. (PH318)',
      'Store.onModuleInit: nobody calls it: methods are called for their decorators. Write @OnStart() before it. (PH318)',
    ]);
  });

  it('may be a guard, which refuses nothing', () => {
    class AuthGuard {
      canActivate(): boolean {
        return false;
      }
    }
    expect(warningsOf({ controllers: [Notes], services: [new AuthGuard()] })).toEqual([
      "AuthGuard.canActivate: nobody calls it: methods are called for their decorators. Write a method with @BeforeRequest({ scope: 'app' }) in a controller, which calls abort(403) to refuse; or a class whose @FromRequest() method does, and declare it. (PH318)",
    ]);
  });

  it('is fine with a decorator, or when its class calls it', () => {
    class Store {
      @OnStart()
      onModuleInit(): void {}
    }
    class Called {
      constructor() {
        this.onModuleInit();
      }

      onModuleInit(): void {}
    }
    expect(warningsOf({ controllers: [Notes], services: [new Store(), new Called()] })).toEqual([]);
  });

  it('is not what every object of JavaScript has', () => {
    class Store {
      toLocaleString(): string {
        return 'Store';
      }
    }
    expect(warningsOf({ controllers: [Notes], services: [new Store()] })).toEqual([]);
  });
});
