import { type } from 'arktype';
import * as v from 'valibot';
import {
  App,
  BeforeRequest,
  Controller,
  createApp,
  FromRequest,
  Get,
  Json,
  marker,
  Request,
  Session,
  type SetupError,
  type Blueprint,
  type MarkDecorator,
  type Marked,
} from 'phial';
import { z } from 'zod';

class Connection {
  constructor(readonly name: string) {}
}

const Socket = marker<{ path: string }>('Socket');
const Daily = marker('Daily');

class Visitor {
  constructor(readonly address: string) {}

  @FromRequest()
  static async load(request: Request) {
    return new Visitor(request.args.get('address', 'nowhere'));
  }
}

class Chat {
  @BeforeRequest()
  refuse() {
    return 'never asked';
  }

  @Get('/')
  index() {
    return 'the chat';
  }

  @Socket({ path: '/chat' })
  join(visitor: Visitor, connection: Connection, app: App, request: Request) {
    return [visitor.address, connection.name, app instanceof App, request.blueprint, request.urlFor('.index')];
  }

  @Socket({ path: '/broken' })
  broken() {
    throw new RangeError('No room.');
  }
}

class Store {
  @Daily()
  sweep(store: Store) {
    return store === this;
  }
}

/** What the blueprint's setup has found, and an app that asks the first of them at `/ask`. */
function appOf(controllers: object[]): { app: App; found: Marked<{ path: string }>[] } {
  const found: Marked<{ path: string }>[] = [];
  const chat: Blueprint = {
    name: 'chat',
    prefix: '/rooms',
    controllers: controllers as never,
    services: [new Store()],
    setup(app) {
      found.push(...app.marked(Socket));
      const call = app.marked(Socket)[0]?.bind([Connection]);
      app.fastify.get('/ask', async (request) => call!(request, new Connection('Ada')));
    },
  };
  return { app: createApp({ blueprints: [chat], fastify: { logger: false } }), found };
}

function thrownBy(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return error;
  }
}

describe('A marker', () => {
  it('makes a decorator whose methods app.marked() lists, with their options', () => {
    const { app, found } = appOf([Chat]);
    expect(found.map(({ who, options }) => [who, options.path])).toEqual([
      ['Chat.join', '/chat'],
      ['Chat.broken', '/broken'],
    ]);
    expect(app.marked(Daily).map(({ who }) => who)).toEqual(['Store.sweep']);
  });

  it("gives a function that fills the method's parameters, for a request of Fastify's or of Phial's, and runs no hooks", async () => {
    const { app } = appOf([Chat]);
    const answer = await app.testClient().get('/ask?address=home');
    expect(answer.json()).toEqual(['home', 'Ada', true, 'chat', '/rooms/']);
  });

  it('lets what the method throws reach the caller', () => {
    const { found } = appOf([Chat]);
    expect(() => found[1]!.bind()({} as Request)).toThrow(RangeError);
  });

  it('gives a function that ends with the method what factories have opened for it', async () => {
    const story: string[] = [];
    class Transaction {
      @FromRequest()
      static async *open() {
        yield new Transaction();
        story.push('committed');
      }
    }
    class Lobby {
      @Socket({ path: '/lobby' })
      async enter(_transaction: Transaction) {
        story.push('entered');
        return [...story];
      }
    }
    const { app } = appOf([Lobby]);
    expect((await app.testClient().get('/ask')).json()).toEqual(['entered']);
    expect(story).toEqual(['entered', 'committed']);
  });

  it("reads Fastify's request, where there is no reply, and says so of what needs one", async () => {
    class Address {
      constructor(readonly text: string) {}

      @FromRequest()
      static load({ environ }: Request) {
        return new Address(environ.request.ip);
      }
    }
    class Lobby {
      @Socket({ path: '/lobby' })
      async enter(address: Address, request: Request) {
        const reply = thrownBy(() => request.environ.reply);
        const over = await request.takeOver({ onEnd() {} }).catch((error: unknown) => error);
        return [address.text, String(reply), String(over)];
      }
    }
    const { app } = appOf([Lobby]);
    const cause =
      "Error: Lobby.enter was called by a function of bind() with Fastify's request, where there is no reply";
    expect((await app.testClient().get('/ask')).json()).toEqual([
      '127.0.0.1',
      `${cause}: environ.reply is none. Give the function Phial's request, or answer where it is called.`,
      `${cause}: request.takeOver() has no answer to take over. Give the function Phial's request.`,
    ]);
  });

  it.each([false, true])('says where a session is lost; in a promise: %s', async (isAsync) => {
    const lines: string[] = [];
    class Lobby {
      @Socket({ path: '/lobby' })
      enter(session: Session) {
        session.set('visits', session.get('visits', 0) + 1);
        return isAsync ? Promise.resolve('entered') : 'entered';
      }

      @Socket({ path: '/look' })
      look(session: Session) {
        return session.has('visits') ? 'back' : 'new';
      }
    }
    const app = createApp({
      controllers: [Lobby],
      secretKey: 'a secret that is long enough for keys',
      fastify: { logger: { level: 'warn', stream: { write: (line) => void lines.push(line) } } },
    });
    for (const { options, bind } of app.marked(Socket)) {
      const call = bind();
      app.fastify.get(options.path, async (request) => call(request));
    }
    const client = app.testClient();
    expect((await client.get('/look')).text).toBe('new');
    expect(lines).toEqual([]);
    expect((await client.get('/lobby')).text).toBe('entered');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      "Lobby.enter changed the session, and was called by a function of bind() with Fastify's request, which saves no session: the change is lost. Change it in a handler or a hook.",
    ]);
  });

  it('finds a parameter that nothing fills when it is bound', () => {
    const { found } = appOf([Chat]);
    expect(() => found[0]!.bind()).toThrow('Chat.join: parameter 2 (connection): nobody provides Connection');
  });

  it('gives a function that calls the method where there is no request, with what is given and services', async () => {
    class Mails {
      @Daily()
      welcome(userId: number, store: Store) {
        return [userId, store instanceof Store];
      }
    }
    const { app } = appOf([Mails, Chat]);
    expect(await app.marked(Daily)[1]!.bindAlone(1)(7)).toEqual([7, true]);
  });

  it('fills a first parameter that is a service, whatever is given', async () => {
    class Nightly {
      @Daily()
      sweep(store: Store) {
        return store instanceof Store;
      }
    }
    const { app } = appOf([Nightly, Chat]);
    expect(await app.marked(Daily)[1]!.bindAlone(1)('data')).toBe(true);
  });

  it("is given objects of the caller's own classes, wherever it declares them", async () => {
    class Nightly {
      @Daily()
      sweep(data: number, store: Store, connection: Connection) {
        return [data, store instanceof Store, connection.name];
      }

      @Daily()
      tidy(connection: Connection) {
        return connection.name;
      }
    }
    const { app } = appOf([Nightly, Chat]);
    const [, sweep, tidy] = app.marked(Daily).map(({ bindAlone }) => bindAlone(1, [Connection]));
    expect(await sweep!(7, new Connection('one'))).toEqual([7, true, 'one']);
    expect(await tidy!(7, new Connection('two'))).toBe('two');
  });

  it('checks what is given for a class with a schema', async () => {
    class Welcome extends Json(z.object({ userId: z.number() })) {}
    class Mails {
      @Daily()
      welcome(data: Welcome) {
        return [data instanceof Welcome, data.userId];
      }
    }
    const { app } = appOf([Mails, Chat]);
    const call = app.marked(Daily)[1]!.bindAlone(1);
    expect(await call({ userId: 7 })).toEqual([true, 7]);
    await expect(call({ userId: 'x' })).rejects.toThrow('What was given is not a valid Welcome: userId: ');
  });

  it.each([[[1, 2]], [{ value: [1, 2] }]])('takes a list for a class that holds one: %j', async (given) => {
    class Ids extends Json(z.array(z.number())) {}
    class Mails {
      @Daily()
      welcome(ids: Ids) {
        return [ids instanceof Ids, ids.value];
      }
    }
    const { app } = appOf([Mails, Chat]);
    const call = app.marked(Daily)[1]!.bindAlone(1);
    expect(await call(given)).toEqual([true, [1, 2]]);
    await expect(call({ value: ['x'] })).rejects.toThrow('What was given is not a valid Ids: 0: ');
  });

  it.each([[[1, 2]], [{ value: [1, 2] }]])(
    'takes a list for a class whose schema does not tell that it holds one: %j',
    async (given) => {
      class Ids extends Json(v.array(v.number())) {}
      class Mails {
        @Daily()
        welcome(ids: Ids) {
          return ids.value;
        }
      }
      const { app } = appOf([Mails, Chat]);
      expect(await app.marked(Daily)[1]!.bindAlone(1)(given)).toEqual([1, 2]);
    },
  );

  it('takes no list for a class of fields, whose schema lets it through', async () => {
    class Patch extends Json(type({ 'name?': 'string' })) {}
    class Mails {
      @Daily()
      welcome(patch: Patch) {
        return patch;
      }
    }
    const { app } = appOf([Mails, Chat]);
    const call = app.marked(Daily)[1]!.bindAlone(1);
    await expect(call(['x'])).rejects.toThrow('What was given is not a valid Patch: Expected an object.');
  });

  it('finds a parameter that is neither given nor a service', () => {
    const { found } = appOf([Chat]);
    expect(() => found[0]!.bindAlone(1)).toThrow('Chat.join: parameter 2 (connection): nobody provides Connection');
  });

  it('names the blueprint of an extension that is missing', () => {
    class Jobs {
      static readonly providedBy = 'jobs()';
    }
    const Job = marker('Job', { service: Jobs });
    class Mails {
      @Job()
      send() {}

      @Get('/')
      index(jobs: Jobs) {
        return String(jobs);
      }
    }
    const { findings } = thrownBy(() => createApp({ controllers: [Mails] })) as SetupError;
    expect(findings.map(({ who, cause }) => `${who}: ${cause}`)).toEqual([
      'Mails.send: @Job() stands on it, and nobody provides Jobs',
      'Mails.index: parameter 1 (jobs): nobody provides Jobs',
    ]);
    expect(findings[1]!.cure).toBe('Write createApp({ blueprints: [jobs()] }).');
  });

  it('wants a class of the app once, however many of its parts declare it', () => {
    abstract class Users {
      static readonly neededBy = 'shop()';
    }
    @Controller('/orders')
    class Orders {
      constructor(readonly users: Users) {}

      @Get('/')
      index(users: Users) {
        return String(users);
      }
    }
    const blueprints = [{ name: 'shop', controllers: [Orders] }];
    const { findings } = thrownBy(() => createApp({ blueprints })) as SetupError;
    expect(findings).toEqual([
      {
        code: 'PH110',
        who: 'shop()',
        cause: 'it needs a service that extends Users, and the app has none',
        cure: 'Write class MyUsers extends Users { ... }, and createApp({ services: [new MyUsers()] }).',
      },
    ]);
  });

  it('stands on a method, and has its brackets', () => {
    class Fields {
      declare field: string;
    }
    (Daily() as (target: object, name: string) => void)(Fields.prototype, 'field');
    expect(() => createApp({ controllers: [Fields] })).toThrow('Fields.field: @Daily() stands on a field');
    expect(() => (Daily as unknown as MarkDecorator)(Fields.prototype, 'field', {})).toThrow(
      'Fields.field: @Daily stands there without brackets',
    );
  });
});

describe('app.marked()', () => {
  const app = createApp({ fastify: { logger: false } });
  const marked = (given: unknown) => () => app.marked(given as typeof Daily);

  it('refuses what is not a marker, of which it would find nothing', () => {
    const cure =
      "Give it what marker() returned, without brackets: const Socket = marker('Socket'), and app.marked(Socket).";
    expect(marked(undefined)).toThrow(`app.marked() was given undefined, which is not a marker. ${cure}`);
    expect(marked('Socket')).toThrow("app.marked() was given 'Socket', which is not a marker.");
    expect(marked(Get)).toThrow('app.marked() was given [Function: Get], which is not a marker.');
    expect(marked(Daily())).toThrow('app.marked() was given [Function (anonymous)], which is not a marker.');
  });
});

describe('marker()', () => {
  it('refuses what is not an option of it, of which nobody would hear', () => {
    class Jobs {}
    const given = (options: unknown) => () => marker('Job', options as never);
    expect(given({ servce: Jobs })).toThrow(
      "marker('Job') has no option 'servce'. There is service. Did you mean 'service'?",
    );
    expect(given(Jobs)).toThrow("marker('Job') was given [class Jobs] for its options. Write { service: Jobs }.");
    expect(given({ service: 'jobs' })).toThrow(
      "marker('Job') was given 'jobs' for its service. Write the class: { service: Jobs }.",
    );
  });

  it('refuses to be without a name', () => {
    const make = marker as (name?: unknown) => unknown;
    expect(() => make()).toThrow(
      "marker() was given undefined for its name. Write the name of the decorator: const Socket = marker('Socket').",
    );
    expect(() => make('')).toThrow("marker() was given '' for its name.");
    expect(() => make({ path: '/chat' })).toThrow('for its name.');
  });
});

describe('app.service()', () => {
  it('gives the service of a class', () => {
    const store = new Store();
    const app = createApp({ services: [store], fastify: { logger: false } });
    expect(app.service(Store)).toBe(store);
    expect(() => app.service(Connection)).toThrow(
      'app.service(Connection): no service is an instance of it. Give createApp({ services }) one.',
    );
  });

  it('takes the one of exactly the class where several fit', () => {
    class Special extends Store {}
    const store = new Store();
    const app = createApp({ services: [new Special(), store], fastify: { logger: false } });
    expect(app.service(Store)).toBe(store);
    const two = createApp({ services: [new Special(), new Special()], fastify: { logger: false } });
    expect(() => two.service(Store)).toThrow('2 services are an instance of it');
  });
});
