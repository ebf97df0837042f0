import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';

import { App, Controller, createApp, FromRequest, Request, Response, Route, Session } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

class Store {
  constructor(readonly name = 'a store') {}
}

function clientOf(controller: object, services: object[] = []) {
  return quietApp([controller], { services }).testClient();
}

describe("A controller's constructor", () => {
  it('is given services and the app', async () => {
    @Controller()
    class Notes {
      constructor(
        private readonly app: App,
        private readonly store: Store,
      ) {}

      @Route('/')
      index(app: App) {
        return [this.store.name, this.app === app];
      }
    }
    expect((await clientOf(Notes, [new Store()]).get('/')).json()).toEqual(['a store', true]);
  });

  it('is called once per app', async () => {
    let made = 0;

    class Notes {
      constructor() {
        made++;
      }

      @Route('/')
      index() {
        return 'Hello';
      }
    }
    const client = clientOf(Notes);
    await client.get('/');
    await client.get('/');
    expect(made).toBe(1);
    clientOf(Notes);
    expect(made).toBe(2);
  });

  it('is not called when the app has a mistake', () => {
    let made = 0;

    class Notes {
      constructor() {
        made++;
      }

      @Route('no-slash')
      index() {
        return 'Hello';
      }
    }
    findingsOf({ controllers: [Notes] });
    expect(made).toBe(0);
  });

  it('throws out of createApp() what it throws', () => {
    class Notes {
      constructor() {
        throw new Error('No paper.');
      }

      @Route('/')
      index() {
        return 'Hello';
      }
    }
    expect(() => createApp({ controllers: [Notes] })).toThrow('the constructor of Notes: No paper.');
  });

  it('has its types in static inject, for code that no compiler gives metadata to', async () => {
    class Notes {
      static inject = [Store];

      constructor(private readonly store: unknown) {}

      @Route('/')
      index() {
        return (this.store as Store).name;
      }
    }
    expect((await clientOf(Notes, [new Store()]).get('/')).text).toBe('a store');
  });

  it('is inherited', async () => {
    @Controller()
    class Base {
      constructor(protected readonly store: Store) {}
    }

    @Controller('/notes')
    class Notes extends Base {
      readonly size = 3;

      @Route('/')
      index() {
        return `${this.size} in ${this.store.name}`;
      }
    }
    expect((await clientOf(Notes, [new Store()]).get('/notes/')).text).toBe('3 in a store');
  });

  it('is inherited with its static inject', async () => {
    class Base {
      static inject = [Store];

      constructor(readonly store: unknown) {}
    }

    class Notes extends Base {
      @Route('/')
      index() {
        return (this.store as Store).name;
      }
    }
    expect((await clientOf(Notes, [new Store()]).get('/')).text).toBe('a store');
  });

  it('is inherited by a class whose compiler wrote one that passes all on', async () => {
    @Controller()
    class Base {
      constructor(readonly store: Store) {}
    }

    // As tsc and esbuild write a class with fields for older JavaScript.
    class Notes extends Base {
      size: number;

      constructor() {
        // @ts-expect-error -- what the compiler knows to be right
        // eslint-disable-next-line prefer-rest-params
        super(...arguments);
        this.size = 3;
      }

      @Route('/')
      index() {
        return `${this.size} in ${this.store.name}`;
      }
    }
    expect((await clientOf(Notes, [new Store()]).get('/')).text).toBe('3 in a store');
  });

  it.each([
    [
      'a string',
      String,
      'a string is a path variable, which only handlers take. Declare services and App only; settings belong into a service, or into createApp({ config })',
    ],
    [
      'a Request',
      Request,
      'Request belongs to one request. A controller is made once, for all requests: declare it as a parameter of the method that needs it',
    ],
    ['a Session', Session, 'Session belongs to one request'],
    ['a Response', Response, 'there is no Response to inject'],
    ['an Error', Error, 'there is no Error to inject'],
    [
      'a class that nobody provides',
      Store,
      'nobody provides Store. Write createApp({ services: [new Store(...)] }), or there an object of a class that extends Store.',
    ],
  ])('takes services and App only, and not %s', (_what, type, message) => {
    class Notes {
      static inject = [type];

      constructor(readonly value: unknown) {}

      @Route('/')
      index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining(`Notes: parameter 1 (value): ${message}`),
    ]);
  });

  it('takes nothing that is made from a request', () => {
    class Visitor {
      @FromRequest()
      static load() {
        return new Visitor();
      }
    }

    @Controller()
    class Notes {
      constructor(readonly visitor: Visitor) {}

      @Route('/')
      index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining('Notes: parameter 1 (visitor): Visitor belongs to one request'),
    ]);
  });

  it.each([
    ['EventEmitter', EventEmitter],
    ['Map', Map],
    ['Object', Object],
    ['Readable', Readable],
  ])("is not looked for in Node's own classes: %s", async (_name, base) => {
    @Controller()
    class Notes extends (base as new () => object) {
      @Route('/')
      index() {
        return 'Hello';
      }
    }
    expect((await clientOf(Notes).get('/')).text).toBe('Hello');
  });

  it('needs its types in the base class that has it, and says so', () => {
    class Plain {
      constructor(readonly store: Store) {}
    }
    @Controller()
    class Notes extends Plain {
      @Route('/')
      index() {
        return this.store.name;
      }
    }
    expect(findingsOf({ controllers: [Notes], services: [new Store()] })).toEqual([
      'Notes: the type of parameter 1 (store) is not known, because compilers write down those of decorated classes alone, and the constructor is that of Plain. ' +
        'Put @Controller() on Plain; or write a constructor in Notes, which calls super(...).',
    ]);
  });

  it("needs its types there also when all decorated methods are the base class's", () => {
    abstract class Plain {
      constructor(readonly store: Store) {}

      @Route('/')
      index() {
        return this.store.name;
      }
    }
    @Controller()
    class Notes extends Plain {}
    expect(findingsOf({ controllers: [Notes], services: [new Store()] })).toEqual([
      expect.stringContaining('Put @Controller() on Plain; or write a constructor in Notes'),
    ]);
  });

  it('needs a decorated class, for its types to be written down', () => {
    class Notes {
      constructor(readonly store: Store) {}

      @Route('/')
      index() {
        return this.store.name;
      }
    }
    expect(findingsOf({ controllers: [Notes], services: [new Store()] })).toEqual([
      'Notes: the type of parameter 1 (store) is not known, because compilers write down those of decorated classes alone. Put @Controller() on the class.',
    ]);
  });
});

describe('An object among the controllers', () => {
  it('is used as it is', async () => {
    class Notes {
      constructor(private readonly title: string) {}

      @Route('/')
      index() {
        return this.title;
      }
    }
    expect((await clientOf(new Notes('made by hand')).get('/')).text).toBe('made by hand');
  });

  it('may be of a subclass', async () => {
    class Base {
      @Route('/')
      index() {
        return this.title;
      }

      get title() {
        return 'base';
      }
    }

    class Notes extends Base {
      override get title() {
        return 'notes';
      }
    }
    expect((await clientOf(new Notes()).get('/')).text).toBe('notes');
  });
});

describe('this', () => {
  it('is the controller, private members included', async () => {
    class Notes {
      readonly #title = 'private';

      @Route('/')
      index() {
        return this.#text();
      }

      #text() {
        return this.#title;
      }
    }
    expect((await clientOf(Notes).get('/')).text).toBe('private');
  });
});
