import { createApp, FromRequest, Get, Request } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

class CurrentUser {
  constructor(readonly name: string) {}

  @FromRequest()
  static async load(request: Request): Promise<CurrentUser> {
    return new this(request.args.get('name', 'nobody'));
  }
}

class Member extends CurrentUser {
  get greeting() {
    return `Hello, ${this.name}`;
  }
}

describe('A subclass', () => {
  it("is made by its base class's factory", async () => {
    class Pages {
      @Get('/')
      index(member: Member) {
        return member.greeting;
      }
    }
    expect((await quietApp([Pages]).testClient().get('/?name=Ada')).text).toBe('Hello, Ada');
  });

  it('is another object than one of its base class, in one request', async () => {
    class Pages {
      @Get('/')
      index(member: Member, again: Member, user: CurrentUser) {
        return [member === again, (user as object) === member, user instanceof Member];
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).json()).toEqual([true, false, false]);
  });

  it('is told of in the log when the factory makes the base class alone', async () => {
    class Visitor {
      @FromRequest()
      static load() {
        return new Visitor();
      }
    }

    class Guest extends Visitor {
      readonly guest = true;
    }

    class Pages {
      @Get('/')
      index(guest: Guest) {
        return guest;
      }
    }
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Pages], fastify: { logger } });
    expect((await app.testClient().get('/')).status).toBe(500);
    expect(entries[0]!.err!.message).toBe(
      "Guest.load returned Visitor {}, which is no Guest. The factory is Visitor's, which makes subclasses by new this(...).",
    );
  });

  it('may have a factory that takes more than the one with the decorator, which is found', () => {
    class Store {}
    class Guest extends CurrentUser {
      static override async load(request: Request, store?: Store) {
        return new this(`${request.path} ${String(store)}`);
      }
    }
    class Pages {
      @Get('/')
      index(guest: Guest) {
        return guest.name;
      }
    }
    expect(findingsOf({ controllers: [Pages], services: [new Store()] })).toEqual([
      'Guest.load: the type of parameter 2 (store) is not known: there is 1 type for 2 parameters. It has those of CurrentUser.load, which it overrides without a decorator: repeat @FromRequest() on it.',
    ]);
  });
});
