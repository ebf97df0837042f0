import { fastifyCookie } from '@fastify/cookie';
import { fastifySecureSession } from '@fastify/secure-session';

import { Request, Route, Session, type AppOptions, type SetupError, type TestClient } from 'phial';
import { quietApp } from '../support/quiet-app.js';
import { Counter } from '../support/session-app.js';

const OLD = 'the old secret key';
const NEW = 'the new secret key';

/** Declares no session, and asks for it all the same. */
class Askers {
  @Route('/read')
  read({ session }: Request) {
    return [
      session.get('a', 'none'),
      session.has('a'),
      session.size,
      session.flashes(),
      session.isNew,
      session.permanent,
      session.toObject(),
    ];
  }

  @Route('/:act')
  act(act: string, { session }: Request) {
    const acts: Record<string, () => unknown> = {
      set: () => session.set('a', 1),
      delete: () => session.delete('a'),
      pop: () => session.pop('a'),
      clear: () => session.clear(),
      flash: () => session.flash('x'),
      permanent: () => (session.permanent = true),
      modified: () => (session.modified = true),
      regenerate: () => session.regenerate(),
      destroy: () => session.destroy(),
    };
    return acts[act]!();
  }
}

function client(secretKey: AppOptions['secretKey'], options: AppOptions = {}): TestClient {
  return quietApp([Counter], { secretKey, ...options } as AppOptions).testClient();
}

/** A browser that brings a cookie from elsewhere. */
function withCookie(browser: TestClient, from: TestClient): TestClient {
  browser.cookies.set('session', from.cookies.get('session')!);
  return browser;
}

function complaint(secretKey: unknown, options: AppOptions = {}): string {
  try {
    client(secretKey as string, options);
    return 'none';
  } catch (error) {
    return (error as SetupError).message;
  }
}

describe('Secret keys', () => {
  const environment = process.env['PHIAL_SECRET_KEY'];

  beforeEach(() => {
    delete process.env['PHIAL_SECRET_KEY'];
  });

  afterAll(() => {
    if (environment !== undefined) process.env['PHIAL_SECRET_KEY'] = environment;
  });

  describe('in a list', () => {
    it('open cookies of the older ones', async () => {
      const before = client(OLD);
      await before.post('/');
      expect((await withCookie(client([NEW, OLD]), before).get('/')).json()).toEqual({ count: 1 });
    });

    it('leave a cookie alone that did not change', async () => {
      const before = client(OLD);
      await before.post('/');
      expect((await withCookie(client([NEW, OLD]), before).get('/')).headers['set-cookie']).toBeUndefined();
    });

    it('encrypt with the first at the next change, so that the old one can go', async () => {
      const before = client(OLD);
      await before.post('/');
      const between = withCookie(client([NEW, OLD]), before);
      await between.post('/');
      expect((await withCookie(client(NEW), between).get('/')).json()).toEqual({ count: 2 });
      expect((await withCookie(client(OLD), between).get('/')).json()).toEqual({});
    });
  });

  it('that are in no list open nothing', async () => {
    const before = client(OLD);
    await before.post('/');
    expect((await withCookie(client(NEW), before).get('/')).json()).toEqual({});
  });

  it('come from PHIAL_SECRET_KEY when no option says otherwise', async () => {
    process.env['PHIAL_SECRET_KEY'] = OLD;
    const before = client(undefined);
    await before.post('/');
    expect((await withCookie(client(OLD), before).get('/')).json()).toEqual({ count: 1 });
    expect((await withCookie(client(NEW), before).get('/')).json()).toEqual({});
  });

  it.each<[unknown, RegExp]>([
    [
      '15 characters..',
      /secretKey: a key of 15 characters can be guessed; it needs 16 or more\s+Make one with: npx phial secret/,
    ],
    [[NEW, 'short'], /a key of 5 characters/],
    [[NEW, ''], /a key of 0 characters/],
    [[NEW, undefined], /a key is of the type undefined, and must be text/],
    [5, /a key is of the type number/],
    [Buffer.from('an old secret key, as bytes'), /a key is of the type object, and must be text/],
  ])('must be text of 16 characters or more, each of them: %j', (key, message) => {
    expect(complaint(key)).toMatch(message);
  });

  it('are never shown when they are wrong', () => {
    expect(complaint(['hunter2', Buffer.from('hunter2')])).not.toMatch(/hunter2|104/);
  });

  it('may have just 16 characters', () => {
    expect(complaint('16 characters...')).toBe('none');
  });

  describe('when there is none', () => {
    it('a declared Session is an error at the start that says how to make one', () => {
      expect(complaint(undefined)).toMatch(
        /Counter\.read: it declares a Session, and there is no secret key to encrypt it with\s+Set PHIAL_SECRET_KEY, or pass secretKey to createApp\(\)\. Make a key with: npx phial secret/,
      );
    });

    it('the same goes for an empty list', () => {
      expect(complaint([])).toMatch(/there is no secret key/);
    });

    it('debug mode makes a random one and warns', async () => {
      const lines: string[] = [];
      const stream = { write: (line: string) => void lines.push(line) };
      const browser = client(undefined, { debug: true, fastify: { logger: { stream } } });
      await browser.post('/');
      expect((await browser.get('/')).json()).toEqual({ count: 1 });
      expect(lines.join('')).toMatch(/secretKey: there is no secret key, so that a random one encrypts the sessions/);
    });

    it('request.session reads as empty', async () => {
      expect((await client(undefined, { controllers: [Askers] }).get('/read')).json()).toEqual([
        'none',
        false,
        0,
        [],
        true,
        false,
        {},
      ]);
    });

    it.each(['set', 'delete', 'pop', 'clear', 'flash', 'permanent', 'modified', 'regenerate', 'destroy'])(
      'request.session explains itself on %s',
      async (act) => {
        const browser = quietApp([Askers]).testClient({ throwErrors: true });
        await expect(browser.get(`/${act}`)).rejects.toThrow(
          /^The session is unavailable because no secret key was set\. Set PHIAL_SECRET_KEY/,
        );
      },
    );
  });

  it("do not meddle with the app's own plugins for cookies and sessions", async () => {
    class Both {
      @Route('/')
      page(session: Session, request: Request) {
        const theirs = request.environ.request.session as {
          get(key: string): unknown;
          set(key: string, value: unknown): void;
        };
        theirs.set('theirs', 1);
        session.set('ours', 2);
        return [
          request.environ.request.cookies['theirs'] !== undefined,
          theirs.get('ours') ?? null,
          session.get('theirs', null),
        ];
      }
    }
    const plugins = [
      fastifyCookie,
      [fastifySecureSession, { key: Buffer.alloc(32, 1), cookieName: 'theirs', cookie: { path: '/' } }] as const,
    ];
    const browser = client(NEW, { controllers: [Both], plugins });
    const { headers } = await browser.get('/');
    expect(
      [headers['set-cookie']]
        .flat()
        .map((cookie) => String(cookie).split('=')[0])
        .sort(),
    ).toEqual(['session', 'theirs']);
    expect((await browser.get('/')).json()).toEqual([true, null, null]);
  });
});
