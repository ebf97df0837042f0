import { jest } from '@jest/globals';

import {
  AfterRequest,
  BeforeRequest,
  FromRequest,
  redirect,
  Abort,
  Request,
  Response,
  Route,
  Session,
  type AppOptions,
  type TestClient,
} from 'phial';
import { Cipher } from '../../lib/session/cipher.js';
import { sessionApp } from '../support/session-app.js';

type Act = (session: Session, request: Request) => unknown;

/** An app whose `/` does something with the session, and a browser in front of it. */
function client(act: Act, options: AppOptions = {}): TestClient {
  class Pages {
    @Route('/', ['GET', 'POST'])
    page(session: Session, request: Request) {
      return act(session, request) ?? null;
    }

    @Route('/read')
    read(session: Session) {
      return session.toObject();
    }
  }
  return sessionApp([Pages], options).testClient();
}

/** What the session holds with the next request. */
async function after(act: Act, before: Record<string, unknown> = {}): Promise<unknown> {
  const browser = client(act);
  await browser.session((session) => {
    for (const [key, value] of Object.entries(before)) session.set(key, value);
  });
  await browser.get('/');
  return (await browser.get('/read')).json();
}

describe('Session', () => {
  describe('as a dictionary', () => {
    it('keeps what is set for the next request', async () => {
      expect(await after((session) => session.set('name', 'Ada').set('age', 36))).toEqual({ name: 'Ada', age: 36 });
    });

    it('gives undefined or the fallback for a key that is not there', async () => {
      const response = await client((session) => [
        session.get('a') === undefined,
        session.get('a', 'none'),
        session.get('constructor', 'none'),
      ]).get('/');
      expect(response.json()).toEqual([true, 'none', 'none']);
    });

    it('prefers a stored null to the fallback', async () => {
      expect((await client((session) => [session.set('a', null).get('a', 'none')]).get('/')).json()).toEqual([null]);
    });

    it('has, deletes and pops keys', async () => {
      const act: Act = (session) => [
        session.has('a'),
        session.delete('a'),
        session.has('a'),
        session.delete('a'),
        session.pop('b'),
        session.pop('b', 'gone'),
        session.size,
      ];
      const browser = client(act);
      await browser.session((session) => session.set('a', 1).set('b', 2));
      expect((await browser.get('/')).json()).toEqual([true, true, false, false, 2, 'gone', 0]);
      expect((await browser.get('/read')).json()).toEqual({});
    });

    it('lists keys and entries in the order in which they were set', async () => {
      const response = await client((session) => {
        session.set('b', 1).set('a', 2);
        return {
          keys: [...session.keys()],
          entries: [...session.entries()],
          iterated: [...session],
          object: session.toObject(),
          size: session.size,
        };
      }).get('/');
      expect(response.json()).toEqual({
        keys: ['b', 'a'],
        entries: [
          ['b', 1],
          ['a', 2],
        ],
        iterated: [
          ['b', 1],
          ['a', 2],
        ],
        object: { b: 1, a: 2 },
        size: 2,
      });
    });

    it('deletes a key that is set to undefined', async () => {
      expect(await after((session) => session.set('a', undefined), { a: 1, b: 2 })).toEqual({ b: 2 });
    });

    it('refuses a key that is no text', async () => {
      const response = await client((session) => {
        try {
          session.set(5 as never, 1 as never);
        } catch (error) {
          return String(error);
        }
      }).get('/');
      expect(response.text).toBe('TypeError: A key of the session is text, not a number.');
    });

    it('is empty and new for a first visit, and neither later', async () => {
      const browser = client((session) => [session.isNew, session.size, session.set('a', 1).modified]);
      expect((await browser.get('/')).json()).toEqual([true, 0, true]);
      expect((await browser.get('/')).json()).toEqual([false, 1, false]);
    });
  });

  describe('opening', () => {
    it('is left to those who ask: others never decrypt', async () => {
      const opened = jest.spyOn(Cipher.prototype, 'open');
      class Pages {
        @Route('/plain')
        plain(request: Request) {
          return request.path;
        }

        @Route('/asked')
        asked(session: Session) {
          return session.get('a');
        }
      }
      const browser = sessionApp([Pages]).testClient();
      await browser.session((session) => session.set('a', 'A'));
      await browser.get('/plain');
      expect(opened).toHaveBeenCalledTimes(0);
      await browser.get('/asked');
      expect(opened).toHaveBeenCalledTimes(1);
      opened.mockRestore();
    });

    it('happens once for the hooks, factories and the handler of a request', async () => {
      const opened = jest.spyOn(Cipher.prototype, 'open');
      class Visitor {
        constructor(readonly session: Session) {}

        @FromRequest()
        static of(session: Session) {
          return new Visitor(session);
        }
      }
      class Pages {
        @BeforeRequest()
        before(session: Session) {
          session.set('hook', true);
        }

        @Route('/')
        page(visitor: Visitor, session: Session, request: Request) {
          return [visitor.session === session, request.session === session, session.get('hook')];
        }
      }
      const browser = sessionApp([Pages]).testClient();
      await browser.session((session) => session.set('a', 'A'));
      expect((await browser.get('/')).json()).toEqual([true, true, true]);
      expect(opened).toHaveBeenCalledTimes(1);
      opened.mockRestore();
    });
  });

  it('is its own for each of many visitors at a time', async () => {
    class Pages {
      @Route('/:name')
      async page(name: string, session: Session) {
        const before = session.get('name', name);
        await new Promise(setImmediate);
        session.set('name', name);
        return before === name && session.get('name') === name;
      }
    }
    const app = sessionApp([Pages]);
    const visitors = Array.from({ length: 50 }, (_, index) => ({
      name: `visitor-${index}`,
      browser: app.testClient(),
    }));
    for (let visit = 0; visit < 3; visit++) {
      const answers = await Promise.all(
        visitors.map(async ({ name, browser }) => (await browser.get(`/${name}`)).json() as unknown),
      );
      expect(new Set(answers)).toEqual(new Set([true]));
    }
  });

  describe('saving', () => {
    it('happens only when something changed', async () => {
      const browser = client((session) => session.get('cart'));
      await browser.session((session) => session.set('cart', { items: [1] }));
      expect((await browser.get('/')).headers['set-cookie']).toBeUndefined();
    });

    it('does not happen when a value was set to what it was', async () => {
      const browser = client((session) => session.set('cart', { items: [1] }));
      await browser.session((session) => session.set('cart', { items: [1] }));
      expect((await browser.get('/')).headers['set-cookie']).toBeUndefined();
    });

    it.each<[string, (session: Session) => unknown]>([
      ['get()', (session) => session.get('cart')],
      ['entries()', (session) => [...session.entries()][0]![1]],
      ['the session as an iterable', (session) => [...session][0]![1]],
      ['toObject()', (session) => session.toObject()['cart']],
      ['toJSON()', (session) => session.toJSON()['cart']],
    ])('notices a change inside an object that %s gave', async (_name, cartOf) => {
      expect(
        await after((session) => (cartOf(session) as { items: number[] }).items.push(2), { cart: { items: [1] } }),
      ).toEqual({ cart: { items: [1, 2] } });
    });

    it('can be asked for with modified = true', async () => {
      const browser = client((session) => void (session.modified = true));
      await browser.session((session) => session.set('a', 1));
      expect((await browser.get('/')).headers['set-cookie']).toMatch(/^session=/);
    });

    it('happens when the handler redirects', async () => {
      expect(
        await after((session) => {
          session.set('a', 1);
          redirect('/');
        }),
      ).toEqual({ a: 1 });
    });

    it('happens when the handler aborts', async () => {
      expect(
        await after((session) => {
          session.set('a', 1);
          throw new Abort(403);
        }),
      ).toEqual({ a: 1 });
    });

    it('happens when an error that nobody foresaw becomes a 500', async () => {
      expect(
        await after((session) => {
          session.set('a', 1);
          throw new Error('a bug');
        }),
      ).toEqual({ a: 1 });
    });

    it('comes after the after-hooks', async () => {
      class Pages {
        @Route('/')
        page(session: Session) {
          return session.toObject();
        }

        @AfterRequest()
        count(response: Response, session: Session) {
          session.set('status', response.status);
        }
      }
      const browser = sessionApp([Pages]).testClient();
      await browser.get('/');
      expect((await browser.get('/')).json()).toEqual({ status: 200 });
    });

    it('works with HEAD, too', async () => {
      const browser = client((session) => session.set('a', 1));
      await browser.head('/');
      expect((await browser.get('/read')).json()).toEqual({ a: 1 });
    });
  });
});
