import { readFile } from 'node:fs';

import {
  abort,
  AfterRequest,
  BeforeRequest,
  ErrorHandler,
  Get,
  hashPassword,
  html,
  render,
  Request,
  Route,
  sendFile,
  verifyPassword,
} from 'phial';

import { fieldsSet } from '../../lib/doctor/sources.js';
import { warningsOf } from '../support/warnings-of.js';

declare function _classPrivateFieldSet(...given: unknown[]): void;
declare function _class_private_field_set(...given: unknown[]): void;
declare function __classPrivateFieldSet(...given: unknown[]): void;
declare const [_user, _Notes_user]: unknown[];

describe('The source of a handler', () => {
  it('is read without a call of the getters that it names', () => {
    class Notes {
      get note(): (text: string) => void {
        throw new Error('There is no request yet.');
      }

      @Route('/')
      index() {
        this.note('seen');
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([expect.stringContaining('PH701')]);
  });
});

describe('A method that a decorator has replaced by a concise arrow function', () => {
  it('returns what that gives', () => {
    const memo = (_target: object, _name: string, descriptor: PropertyDescriptor) => {
      const original = descriptor.value as (...given: unknown[]) => unknown;
      descriptor.value = (...given: unknown[]) => original(...given);
    };
    class Notes {
      @Route('/')
      @memo
      index() {
        return 'the notes';
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});

describe('A field of its controller that a method sets', () => {
  class Setter {
    user?: string;
  }
  it.each<[string, (this: Setter, request: Request) => string]>([
    [
      'for',
      function (this: Setter) {
        for (this.user of ['a']);
        return '';
      },
    ],
    [
      'delete',
      function (this: Setter) {
        delete this.user;
        return '';
      },
    ],
    [
      'Object.assign()',
      function (this: Setter) {
        const user = '';
        Object.assign(this, { user });
        return '';
      },
    ],
    [
      'Reflect.set()',
      function (this: Setter) {
        Reflect.set(this, 'user', '');
        return '';
      },
    ],
    [
      'Object.defineProperty()',
      function (this: Setter) {
        Object.defineProperty(this, 'user', { value: '' });
        return '';
      },
    ],
  ])('is warned of when it is set by %s', (_by, index) => {
    expect(fieldsSet(String(index).replace('function', 'index'))).toEqual(['user']);
  });

  it('is warned of at the start, in every mode', () => {
    class Notes {
      user?: string;

      @Route('/')
      index(request: Request) {
        this.user = request.args.get('user');
        return this.user ?? '';
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it sets this.user, and all requests share the controller. Keep what belongs to one request in a variable, request.state or the session; what is meant for all in a service. (PH703)',
    ]);
  });

  it.each([
    [
      'oxc',
      function (this: unknown, user: string) {
        _classPrivateFieldSet(_user, this, user);
      },
    ],
    [
      'swc',
      function (this: unknown, user: string) {
        _class_private_field_set(this, _user, user);
      },
    ],
    [
      'tsc',
      function (this: unknown, user: string) {
        __classPrivateFieldSet(this, _Notes_user, user, 'f');
      },
    ],
  ])('is seen when it is private and written for an older JavaScript, as by %s', (_compiler, method) => {
    expect(fieldsSet(method)).toEqual(['#user']);
  });

  it('is warned of in hooks and error handlers, private, in lists, in callbacks, and by each operator', () => {
    class Notes {
      #user: string | undefined;
      first = '';
      rest: string[] = [];
      count = 0;
      best: number | undefined;
      flags: Record<string, boolean> = {};
      'strange name' = '';

      @BeforeRequest()
      load(request: Request) {
        this.#user = request.path;
      }

      @AfterRequest()
      split(request: Request) {
        [this.first = '', ...this.rest] = request.path.split('/');
      }

      @ErrorHandler(422)
      async missing() {
        await Promise.all([1, 2].map(async (one) => (this.best ??= one)));
        this.count++;
        this['strange name'] = 'x';
        return String(this.#user);
      }

      @Route('/')
      index() {
        return 'Hello';
      }
    }
    const told = warningsOf({ controllers: [Notes] }).map((text) =>
      /^(\S+): it sets (this\..+?), and/.exec(text)!.slice(1).join(' '),
    );
    expect(told).toEqual([
      'Notes.load this.#user',
      'Notes.split this.first',
      'Notes.split this.rest',
      'Notes.missing this.best',
      'Notes.missing this.count',
      'Notes.missing this.strange name',
    ]);
  });

  it('is not one in a comment or a string, of another object, or of a function with a this of its own', () => {
    class Notes {
      store = { last: '' };
      last = '';

      @Route('/')
      index(request: Request) {
        // this.last = 'in a comment';
        const text = 'this.last = 1;';
        this.store.last = text;
        function Point(this: { last: string }) {
          this.last = 'of a point';
        }
        Point.call({ last: '' });
        const { last } = this;
        return this.last === request.path ? last : text;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});

describe('A response that is made and not returned', () => {
  it('is warned of', () => {
    class Notes {
      @Route('/')
      index() {
        render('notes/index', {});
      }

      @Route('/file')
      async file(request: Request): Promise<unknown> {
        if (request.args.has('a')) return 'a';
        await sendFile('a.txt');
      }

      @Route('/html')
      html() {
        // eslint-disable-next-line @typescript-eslint/no-unused-expressions -- the mistake
        html`<p>Hello</p>`;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it calls render() and returns nothing of it. Write return render(...). (PH702)',
      'Notes.file: it calls sendFile() and returns nothing of it. Write return sendFile(...). (PH702)',
      'Notes.html: it calls html() and returns nothing of it. Write return html(...). (PH702)',
    ]);
  });

  it('is not one that is returned, thrown or kept', () => {
    class Notes {
      @Route('/')
      index(request: Request) {
        if (request.args.has('a'))
          // a comment that ends with render('a')
          return render('a');
        const page = render('b');
        return page;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});

describe('A password that nobody waits for', () => {
  it('is warned of where its promise is asked or put into text', () => {
    class Login {
      @Route('/not')
      async not(request: Request) {
        if (!verifyPassword(request.path, 'hash')) abort(401);
        return 'in';
      }

      @Route('/text')
      text(request: Request) {
        return `saved ${hashPassword(request.path)}`;
      }
    }
    expect(warningsOf({ controllers: [Login] })).toEqual([
      'Login.not: it asks what verifyPassword() gives without waiting for it. Write await verifyPassword(...). (PH704)',
      'Login.text: it asks what hashPassword() gives without waiting for it. Write await hashPassword(...). (PH704)',
    ]);
  });

  it("is not one of the method's own function of that name", () => {
    class Login {
      @Route('/')
      index(request: Request) {
        const verifyPassword = (given: string): boolean => given === 'secret';
        const html = (text: string): void => request.log.info(text);
        html('asked');
        return !verifyPassword(request.path) ? 'out' : 'in';
      }
    }
    expect(warningsOf({ controllers: [Login] })).toEqual([]);
  });

  it('is not one that is awaited, now or later, or passed on', () => {
    class Login {
      @Route('/now')
      async now(request: Request) {
        if (!(await verifyPassword(request.path, 'hash'))) abort(401);
        return 'in';
      }

      @Route('/later')
      async later(request: Request) {
        const checks = [verifyPassword(request.path, 'a'), verifyPassword(request.path, 'b')];
        const first = verifyPassword(request.path, 'c');
        return [(await Promise.all(checks)).length, await first];
      }

      @Route('/passed')
      passed(request: Request) {
        return hashPassword(request.path);
      }
    }
    expect(warningsOf({ controllers: [Login] })).toEqual([]);
  });
});

describe('A handler without return and throw', () => {
  it('is warned of when it ends with a call of a service', () => {
    const store = { find: (id: number) => ({ id }) };

    class Notes {
      readonly store = store;

      @Route('/:id')
      show(id: number) {
        this.store.find(id);
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.show: it has neither return nor throw, so that it gives no response. Return one. (PH701)',
    ]);
  });

  it('is looked at on each way that it may end', () => {
    const refuse = (): never => {
      throw new Error('No.');
    };

    class Notes {
      @Route('/either/:id')
      either(id: number) {
        if (id > 1) refuse();
        else {
          refuse();
        }
      }

      @Route('/tried')
      tried() {
        try {
          refuse();
        } catch {
          refuse();
        }
      }

      @Route('/perhaps/:id')
      perhaps(id: number) {
        if (id > 1) refuse();
      }

      @Route('/one/:id')
      one(id: number) {
        if (id > 1) refuse();
        else console.log(id);
      }
    }
    expect(warningsOf({ controllers: [Notes] }).map((text) => text.split(':', 1)[0])).toEqual([
      'Notes.perhaps',
      'Notes.one',
    ]);
  });

  it('is warned of when only a callback of it returns', () => {
    class Notes {
      @Get('/')
      show() {
        readFile('notes.txt', 'utf8', (_error, text) => {
          return text;
        });
      }

      @Get('/later')
      later() {
        setTimeout(() => {
          return 'Hello';
        }, 10);
      }

      @Get('/sometimes')
      sometimes(request: Request): unknown {
        if (request.args.has('short')) return 'Hello';
        ['a'].forEach((one) => {
          return one;
        });
      }

      @Get('/all')
      all() {
        return ['a'].map((one) => {
          return one;
        });
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.show: only a function within it returns, and nobody waits for that, so that it gives no response. Return what it gives: await a promise in the place of the callback. (PH701)',
      'Notes.later: only a function within it returns, and nobody waits for that, so that it gives no response. Return what it gives: await a promise in the place of the callback. (PH701)',
    ]);
  });

  it('is not warned of when it ends with a loop that nothing leaves', () => {
    const next = async (): Promise<number> => await Promise.reject(new Error('The client is gone.'));

    class Clock {
      @Route('/while')
      async while() {
        while (true) {
          for (const one of [1, 2]) if (one > 1) break;
          await next();
        }
      }

      @Route('/for')
      async for() {
        for (;;) await next();
      }

      @Route('/left')
      async left() {
        while (true) if ((await next()) > 1) break;
      }
    }
    expect(warningsOf({ controllers: [Clock] }).map((text) => text.split(':', 1)[0])).toEqual(['Clock.left']);
  });

  it('is not warned of when it ends with a function that may always throw', () => {
    const refuse = (): never => {
      throw new Error('No.');
    };

    class Notes {
      @Route('/')
      index() {
        refuse();
      }

      @Route('/own')
      own() {
        this.refuse();
      }

      refuse(): never {
        throw new Error('No.');
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });

  it('is warned of when what it ends with does not throw', () => {
    class Notes {
      saved = 0;

      @Route('/')
      index() {
        this.save();
      }

      save() {
        return this.saved;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toHaveLength(1);
  });
});
