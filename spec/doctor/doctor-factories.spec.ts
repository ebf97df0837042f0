import { BeforeRequest, createApp, FromRequest, Request, Route, Session } from 'phial';

import { findingsOf } from '../support/findings-of.js';

/** A controller that declares a class. */
function declaring(type: unknown) {
  class Pages {
    @BeforeRequest({ inject: [type], scope: 'app' })
    check(thing: unknown) {
      return thing;
    }
  }
  return Pages;
}

describe('Factories in a circle', () => {
  it('are found, with the way round', () => {
    class Chicken {
      static hatch(egg: unknown) {
        return egg;
      }
    }

    class Egg {
      @FromRequest({ inject: [Chicken] })
      static lay(chicken: unknown) {
        return chicken;
      }
    }
    (FromRequest({ inject: [Egg] }) as MethodDecorator)(
      Chicken,
      'hatch',
      Object.getOwnPropertyDescriptor(Chicken, 'hatch')!,
    );
    expect(findingsOf({ controllers: [declaring(Chicken)] })).toEqual([
      'Chicken.hatch: the factories go round in a circle: Chicken needs Egg needs Chicken. Let one of them take a Request or a service instead.',
    ]);
  });

  it('may be one that needs itself', () => {
    class Snake {
      static bite(snake: unknown) {
        return snake;
      }
    }
    (FromRequest({ inject: [Snake] }) as MethodDecorator)(
      Snake,
      'bite',
      Object.getOwnPropertyDescriptor(Snake, 'bite')!,
    );
    expect(findingsOf({ controllers: [declaring(Snake)] })).toEqual([expect.stringContaining('Snake needs Snake.')]);
  });

  it('are none when two ways lead to one factory', async () => {
    class Base {
      @FromRequest()
      static make() {
        return new Base();
      }
    }

    class Left {
      @FromRequest()
      static make(_base: Base) {
        return new Left();
      }
    }

    class Right {
      @FromRequest()
      static make(_base: Base, _left: Left) {
        return new Right();
      }
    }

    class Pages {
      @Route('/')
      index(left: Left, right: Right) {
        return [left instanceof Left, right instanceof Right];
      }
    }
    expect(
      (
        await createApp({ controllers: [Pages] })
          .testClient()
          .get('/')
      ).json(),
    ).toEqual([true, true]);
  });
});

describe('@FromRequest()', () => {
  it('stands on a static method', () => {
    class Visitor {
      @FromRequest()
      load() {
        return this;
      }
    }
    expect(findingsOf({ controllers: [declaring(Visitor)] })).toEqual([
      'Visitor.load: @FromRequest() stands on a method that is not static. Write a static method: static load(...) { return new Visitor(...); }.',
    ]);
  });

  it('stands on no field', () => {
    class Visitor {
      // @ts-expect-error -- refused at compile time, too
      @FromRequest()
      static load = () => new Visitor();
    }
    expect(findingsOf({ controllers: [declaring(Visitor)] })).toEqual([
      expect.stringContaining('Visitor.load: @FromRequest() stands on a field.'),
    ]);
  });

  it('yields what it makes when it is a generator', () => {
    class Transaction {
      @FromRequest()
      // eslint-disable-next-line require-yield -- the mistake that is told
      static *open() {
        return new Transaction();
      }
    }
    class Guest {
      @FromRequest()
      // eslint-disable-next-line require-yield -- the mistake that is told
      static async *load() {
        await Promise.resolve();
      }
    }
    expect(findingsOf({ controllers: [declaring(Transaction), declaring(Guest)] })).toEqual([
      'Transaction.open: it is a generator, and yields nothing. Write yield new Transaction(...), once, behind which stands what is to be done at the end; or leave the * out, and return it.',
      expect.stringMatching(/^Guest\.load: it is a generator, and yields nothing\./),
    ]);
  });

  it('stands on one method of its class', () => {
    class Visitor {
      @FromRequest()
      static load() {
        return new Visitor();
      }

      @FromRequest()
      static make() {
        return new Visitor();
      }
    }
    expect(findingsOf({ controllers: [declaring(Visitor)] })).toEqual([
      'Visitor: it has two @FromRequest() methods, load and make. Keep one: it says how an instance is made.',
    ]);
  });

  it('stands in no controller', () => {
    class Notes {
      @FromRequest()
      static load() {
        return new Notes();
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.load: @FromRequest() makes an instance of a class from the request, and this class is a controller. Move the method to the class that it makes.',
    ]);
  });

  it('may make a class that has subclasses with factories of their own', async () => {
    class User {
      @FromRequest()
      static load(): User {
        return new User();
      }
    }

    class Admin extends User {
      @FromRequest()
      static override load(): Admin {
        return new Admin();
      }
    }

    class Pages {
      @Route('/')
      index(user: User, admin: Admin) {
        return [user.constructor.name, admin.constructor.name];
      }
    }
    expect(
      (
        await createApp({ controllers: [Pages] })
          .testClient()
          .get('/')
      ).json(),
    ).toEqual(['User', 'Admin']);
  });
});

describe('A Session without a secret key', () => {
  const before = process.env['PHIAL_SECRET_KEY'];
  beforeAll(() => delete process.env['PHIAL_SECRET_KEY']);
  afterAll(() => {
    if (before !== undefined) process.env['PHIAL_SECRET_KEY'] = before;
  });

  class CurrentUser {
    @FromRequest()
    static load(session: Session) {
      return Object.assign(new CurrentUser(), { session });
    }
  }

  it.each([
    ['a handler or a hook', Session, 'Pages.check'],
    ['a factory', CurrentUser, 'CurrentUser.load'],
  ])('is found where %s declares it', (_what, type, who) => {
    expect(findingsOf({ controllers: [declaring(type)], debug: false })).toEqual([
      expect.stringContaining(
        `${who}: it declares a Session, and there is no secret key to encrypt it with. Set PHIAL_SECRET_KEY, or pass secretKey to createApp().`,
      ),
    ]);
  });

  it('is found once', () => {
    expect(findingsOf({ controllers: [declaring(Session), class Other extends declaring(Session) {}] })).toHaveLength(
      1,
    );
  });

  it('is a warning in debug mode, and has a random key', async () => {
    class Pages {
      @Route('/')
      index(session: Session) {
        session.set('userId' as never, 1 as never);
        return 'Hello';
      }
    }
    const lines: string[] = [];
    const app = createApp({
      controllers: [Pages],
      debug: true,
      fastify: { logger: { stream: { write: (line: string) => lines.push(line) } } },
    });
    expect((await app.testClient().get('/')).headers['set-cookie']).toContain('session=');
    expect(lines.join('')).toContain(
      'there is no secret key, so that a random one encrypts the sessions: they end with this process. Set PHIAL_SECRET_KEY.',
    );
  });

  it('is no matter for an app that declares none', async () => {
    class Pages {
      @Route('/')
      index(request: Request) {
        return request.path;
      }
    }
    expect(
      (
        await createApp({ controllers: [Pages] })
          .testClient()
          .get('/')
      ).status,
    ).toBe(200);
  });
});
