import {
  AfterRequest,
  App,
  BeforeRequest,
  ContextProcessor,
  FromRequest,
  redirect,
  Request,
  Route,
  Session,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

const secretKey = 'a secret key of enough letters';

function clientOf(controller: object, services: object[] = []) {
  return quietApp([controller], { services, secretKey }).testClient();
}

/** How often something happened. */
class Counter {
  count = 0;
}

describe('A factory', () => {
  class Users {
    name(id: unknown): Promise<string | undefined> {
      return Promise.resolve(id === 1 ? 'Ann' : undefined);
    }
  }

  class CurrentUser {
    constructor(readonly name: string) {}

    @FromRequest()
    static async load(session: Session, users: Users): Promise<CurrentUser> {
      const name = await users.name(session.get('userId' as never));
      return name === undefined ? redirect('/login') : new CurrentUser(name);
    }
  }

  class Pages {
    @Route('/:page')
    show(user: CurrentUser, page: string) {
      return `${user.name} reads ${page}`;
    }
  }

  it('makes the instance that a method declares, and may be async', async () => {
    const client = clientOf(Pages, [new Users()]);
    await client.session((session) => session.set('userId' as never, 1 as never));
    expect((await client.get('/news')).text).toBe('Ann reads news');
  });

  it('may redirect instead', async () => {
    const { status, location } = await clientOf(Pages, [new Users()]).get('/news');
    expect([status, location]).toEqual([302, '/login']);
  });

  it('is made of other factories, services, the app and the request', async () => {
    class Language {
      constructor(readonly code: string) {}

      @FromRequest()
      static of(request: Request) {
        return new Language(request.args.get('lang', 'en'));
      }
    }

    class Greeting {
      constructor(readonly text: string) {}

      @FromRequest()
      static make(app: App, counter: Counter, language: Language, request: Request) {
        counter.count++;
        return new Greeting(`${language.code} ${counter.count} ${app === request.app}`);
      }
    }

    class Greetings {
      @Route('/')
      index(greeting: Greeting) {
        return greeting.text;
      }
    }
    expect((await clientOf(Greetings, [new Counter()]).get('/?lang=de')).text).toBe('de 1 true');
  });

  it('has its class as this', async () => {
    class Token {
      static readonly prefix = 'token';
      value = '';

      @FromRequest()
      static make() {
        return Object.assign(new this(), { value: this.prefix });
      }
    }

    class Pages {
      @Route('/')
      index(token: Token) {
        return token.value;
      }
    }
    expect((await clientOf(Pages).get('/')).text).toBe('token');
  });
});

describe('What a factory made', () => {
  class Visit {
    @FromRequest()
    static async begin(counter: Counter): Promise<Visit> {
      counter.count++;
      // Long enough for others to ask meanwhile.
      await new Promise(setImmediate);
      return new Visit();
    }
  }

  class Reading {
    constructor(readonly visit: Visit) {}

    @FromRequest()
    static of(visit: Visit) {
      return new Reading(visit);
    }
  }

  it('is made once per request, for hooks, handler, templates and other factories', async () => {
    const visits = new Set<Visit>();

    class Pages {
      @BeforeRequest()
      before(visit: Visit) {
        visits.add(visit);
      }

      @Route('/')
      index(first: Visit, reading: Reading, second: Visit) {
        visits.add(first).add(second).add(reading.visit);
        return 'Hello';
      }

      @ContextProcessor()
      values(visit: Visit) {
        return { visit };
      }

      @AfterRequest()
      after(visit: Visit) {
        visits.add(visit);
      }
    }
    const counter = new Counter();
    await clientOf(Pages, [counter]).get('/');
    expect([counter.count, visits.size]).toEqual([1, 1]);
  });

  it('is made anew for the next request', async () => {
    class Pages {
      @Route('/')
      index(_visit: Visit, counter: Counter) {
        return `${counter.count}`;
      }
    }
    const client = clientOf(Pages, [new Counter()]);
    await client.get('/');
    expect((await client.get('/')).text).toBe('2');
  });

  it('is not shared by two requests at once', async () => {
    const visits: Visit[] = [];

    class Pages {
      @Route('/')
      index(visit: Visit) {
        visits.push(visit);
        return 'Hello';
      }
    }
    const client = clientOf(Pages, [new Counter()]);
    await Promise.all([client.get('/'), client.get('/')]);
    expect(visits[0]).not.toBe(visits[1]);
  });

  it('is made for those requests alone that ask', async () => {
    class Pages {
      @Route('/')
      index(counter: Counter) {
        return `${counter.count}`;
      }

      @Route('/visit')
      visit(_visit: Visit) {
        return '';
      }
    }
    expect((await clientOf(Pages, [new Counter()]).get('/')).text).toBe('0');
  });

  it('may have a property named then', async () => {
    class Task {
      readonly then = 'later';

      @FromRequest()
      static next() {
        return new Task();
      }
    }

    class Tasks {
      @Route('/')
      index(task: Task) {
        return task.then;
      }
    }
    expect((await clientOf(Tasks).get('/')).text).toBe('later');
  });
});
