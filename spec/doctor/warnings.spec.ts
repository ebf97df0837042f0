import { abort, BeforeRequest, createApp, marker, redirect, Request, Route, type AppOptions } from 'phial';

import { until } from '../support/until.js';

/** An app, and what it warns of. */
function watched(controllers: object[], options: AppOptions = {}) {
  const warnings: string[] = [];
  const stream = {
    write(line: string) {
      const { level, msg } = JSON.parse(line) as { level: number; msg: string };
      if (level === 40) warnings.push(msg);
    },
  };
  return { warnings, app: createApp({ controllers, ...options, fastify: { logger: { stream } } }) };
}

describe('A handler without return and throw', () => {
  it('is warned of', () => {
    class Notes {
      @Route('/')
      index(request: Request) {
        void request.args;
      }
    }
    expect(watched([Notes]).warnings).toEqual([
      'Notes.index: it has neither return nor throw, so that it gives no response. Return one. (PH701)',
    ]);
  });

  it('is warned of in an object, too', () => {
    class Notes {
      @Route('/')
      index() {}
    }
    expect(watched([new Notes()]).warnings).toHaveLength(1);
  });

  it('is not warned of under a decorator of marker(), whose extension may answer', () => {
    const Receive = marker('Receive');

    class Chat {
      @Receive()
      @Route('/talk')
      talk(request: Request) {
        void request.args;
      }
    }
    expect(watched([Chat]).warnings).toEqual([]);
  });

  it.each([
    [
      'returns',
      class {
        index() {
          return 'Hello';
        }
      },
    ],
    [
      'throws',
      class {
        index() {
          throw new Error('No.');
        }
      },
    ],
    [
      'aborts',
      class {
        index() {
          abort(404);
        }
      },
    ],
    [
      'redirects',
      class {
        index() {
          redirect('/');
        }
      },
    ],
    [
      'yields',
      class {
        *index() {
          yield 'Hello';
        }
      },
    ],
    [
      'generates nothing',
      class {
        async *index() {}
      },
    ],
    [
      'answers through environ',
      class {
        index(request: Request) {
          request.environ.reply.send('Hello');
        }
      },
    ],
    [
      'leaves its answer to an extension',
      class {
        async index(request: Request) {
          await request.takeOver({ onEnd() {} });
        }
      },
    ],
    [
      'is a bound function',
      class {
        declare index: () => void;
      },
    ],
  ])('is not one that %s', (what, type: { prototype: object }) => {
    if (what === 'is a bound function')
      Object.defineProperty(type.prototype, 'index', { value: (() => {}).bind(null), configurable: true });
    (Route('/', ['GET'], { inject: /environ|extension/.test(what) ? [Request] : [] }) as MethodDecorator)(
      type.prototype,
      'index',
      Object.getOwnPropertyDescriptor(type.prototype, 'index')!,
    );
    expect(watched([class Notes extends (type as new () => object) {}]).warnings).toEqual([]);
  });
});

describe('A class with routes that no app was given', () => {
  it('is warned of once, when an app runs', async () => {
    class Given {
      @Route('/')
      index() {
        return 'Hello';
      }
    }

    class Base {
      @Route('/base')
      base() {
        return 'base';
      }
    }

    class Derived extends Base {}

    class Forgotten {
      @Route('/forgotten')
      index() {
        return 'Hello';
      }
    }
    const { app, warnings } = watched([Given, Derived]);
    await app.run({ port: 0 });
    class Later {
      @Route('/later')
      index() {
        return 'Hello';
      }
    }
    watched([Later]);
    await until(() => warnings.some((text) => text.includes('Forgotten')));
    await app.close();
    const told = warnings.filter((text) => /Given|Base|Derived|Forgotten|Later/.test(text));
    expect(told).toEqual([
      'Forgotten: it has routes, and no app was given it. Add it to createApp({ controllers }). (PH314)',
    ]);

    const second = watched([Given]);
    await second.app.run({ port: 0 });
    await second.app.close();
    expect(second.warnings).toEqual([]);
    expect(Forgotten.name).toBe('Forgotten');
  });
});

describe('A class with methods for an extension that no app was given', () => {
  it('is warned of when an app runs, with what to write', async () => {
    const Nightly = marker('Nightly');
    class Sweeper {
      @Nightly()
      sweep() {}
    }
    class Given {
      @Nightly()
      sweep() {}
    }
    const { app, warnings } = watched([], { services: [new Given()] });
    await app.run({ port: 0 });
    await until(() => warnings.length > 0);
    await app.close();
    expect(warnings).toEqual([
      'Sweeper.sweep: @Nightly() stands on it, and no app was given an object of the class. Write createApp({ services: [new Sweeper()] }). (PH314)',
    ]);
    expect(Sweeper.name).toBe('Sweeper');
  });
});

describe('A controller of an extension', () => {
  it('is not warned of when the options of the extension leave it out', async () => {
    class Optional {
      static readonly providedBy = 'extension({ optional: true })';

      @Route('/optional')
      index() {
        return 'Hello';
      }
    }
    const { app, warnings } = watched([]);
    await app.run({ port: 0 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await app.close();
    expect(warnings.filter((text) => text.includes(Optional.name))).toEqual([]);
  });
});

describe('A field of a controller that no source shows to be set', () => {
  const change = Object.assign;

  class Notes {
    last = '';
    readonly #seen = new Set<string>();

    @BeforeRequest()
    check(request: Request) {
      if (request.args.has('hook')) change(this, { hooked: true });
    }

    @Route('/read')
    read(request: Request) {
      this.#seen.add(request.path);
      return this.last;
    }

    @Route('/set')
    set() {
      change(this, { last: 'set' });
      return 'set';
    }

    @Route('/later')
    async later() {
      await new Promise(setImmediate);
      change(this, { last: `later ${this.last}` });
      return 'later';
    }

    @Route('/fail')
    fail(request: Request) {
      change(this, { last: request.path });
      return abort(404);
    }
  }

  const message = (field: string, method: string): string =>
    `Notes.${field}: it was set while Notes.${method} served a request, and all requests share it. ` +
    'Keep what belongs to one request in a variable, request.state or the session; what is meant for all in a service. (PH703)';

  it.each([
    ['/set', 'last', 'set'],
    ['/later', 'last', 'later'],
    ['/fail', 'last', 'fail'],
    ['/read?hook', 'hooked', 'check'],
  ])('that %s sets is warned of in debug mode', async (path, field, method) => {
    const { app, warnings } = watched([Notes], { debug: true });
    await app.testClient().get(path);
    expect(warnings).toEqual([message(field, method)]);
  });

  it('is warned of once', async () => {
    const { app, warnings } = watched([Notes], { debug: true });
    await app.testClient().get('/later');
    await app.testClient().get('/later');
    expect(warnings).toHaveLength(1);
  });

  it('is warned of when the app is run in debug mode', async () => {
    const { app, warnings } = watched([Notes]);
    const address = await app.run({ port: 0, debug: true });
    await fetch(`${address}/set`);
    await app.close();
    expect(warnings).toContain(message('last', 'set'));
  });

  it('may be read', async () => {
    const { app, warnings } = watched([Notes], { debug: true });
    await app.testClient().get('/read');
    expect(warnings).toEqual([]);
  });

  it('may be set by the constructor, and outside of requests', async () => {
    const { app, warnings } = watched([Notes], { debug: true });
    const notes = new Notes();
    notes.last = 'before';
    await app.testClient().get('/read');
    expect(warnings).toEqual([]);
  });

  it('is not looked at in production', async () => {
    const { app, warnings } = watched([Notes], { debug: false });
    await app.testClient().get('/set');
    expect(warnings).toEqual([]);
  });
});
