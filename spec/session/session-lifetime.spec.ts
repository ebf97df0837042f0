import { jest } from '@jest/globals';

import { MemorySessionStore, Route, Session, type AppOptions, type SessionOptions, type TestClient } from 'phial';
import { Counter, secretKey, sessionApp } from '../support/session-app.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-24T20:00:00Z');

class Pages extends Counter {
  @Route('/plain')
  plain() {
    return 'no session here';
  }

  @Route('/remember', ['POST'])
  remember(session: Session) {
    session.permanent = true;
    session.set('user', 1);
    return null;
  }

  @Route('/forget', ['POST'])
  forget(session: Session) {
    session.permanent = false;
    return null;
  }
}

function client(session: SessionOptions = {}, options: AppOptions = {}): TestClient {
  return sessionApp([Pages], { session, ...options }).testClient();
}

/** Lets seconds pass, for Date alone. The browser keeps its cookies, as a thief would: the server has to notice. */
function pass(seconds: number): void {
  jest.setSystemTime(Date.now() + seconds * 1000);
}

describe('The life of a session', () => {
  beforeEach(() => {
    jest.useFakeTimers({
      now: START,
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  describe('that is not permanent', () => {
    it('is up to the browser: its cookie says nothing of time', async () => {
      expect((await client().post('/')).headers['set-cookie']).not.toMatch(/Max-Age|Expires/);
    });

    it('ends after 24 hours anyway', async () => {
      const browser = client();
      await browser.post('/');
      pass(DAY - 5);
      expect((await browser.get('/')).json()).toEqual({ count: 1 });
      pass(10);
      expect((await browser.get('/')).json()).toEqual({});
    });

    it('is counted from its last change', async () => {
      const browser = client();
      await browser.post('/');
      pass(DAY - 5);
      await browser.post('/');
      pass(DAY - 5);
      expect((await browser.get('/')).json()).toEqual({ count: 2 });
    });

    it.each([undefined, new MemorySessionStore()])(
      'is over when it was made by a clock that was ahead: %p',
      async (store) => {
        const browser = client(store === undefined ? {} : { store });
        pass(3 * DAY);
        await browser.post('/');
        pass(-3 * DAY);
        expect((await browser.get('/')).json()).toEqual({});
        pass(3 * DAY - 4);
        expect((await browser.get('/')).json()).toEqual({ count: 1 });
      },
    );

    it('is not renewed by reading', async () => {
      const browser = client({ lifetime: DAY });
      await browser.post('/');
      pass(DAY - 5);
      expect((await browser.get('/')).headers['set-cookie']).toBeUndefined();
    });

    it('ends with the lifetime when that is shorter', async () => {
      const browser = client({ lifetime: HOUR });
      await browser.post('/');
      pass(HOUR + 5);
      expect((await browser.get('/')).json()).toEqual({});
    });
  });

  describe('that is permanent', () => {
    it('is 31 days, which the cookie says twice', async () => {
      const { headers } = await client().post('/remember');
      expect(headers['set-cookie']).toMatch(/; Max-Age=2678400; Path=\/; Expires=Fri, 25 Dec 2026 20:00:00 GMT;/);
    });

    it('is as long as the lifetime option says', async () => {
      const browser = client({ lifetime: 7 * DAY });
      expect((await browser.post('/remember')).headers['set-cookie']).toMatch(
        /; Max-Age=604800; .*Expires=Tue, 01 Dec 2026 20:00:00 GMT/,
      );
    });

    it('is remembered with the session', async () => {
      const browser = client();
      await browser.post('/remember');
      expect((await browser.post('/')).headers['set-cookie']).toMatch(/Max-Age=2678400/);
    });

    it('ends after the lifetime, whatever the browser does', async () => {
      const browser = client({ lifetime: 7 * DAY });
      await browser.post('/remember');
      const cookie = `session=${browser.cookies.get('session')!}`;
      pass(7 * DAY - 5);
      expect((await client({ lifetime: 7 * DAY }).get('/', { headers: { cookie } })).json()).toEqual({ user: 1 });
      pass(10);
      expect((await client({ lifetime: 7 * DAY }).get('/', { headers: { cookie } })).json()).toEqual({});
    });

    it('is left alone in the first half of it', async () => {
      const browser = client({ lifetime: 10 * DAY });
      await browser.post('/remember');
      pass(5 * DAY - 5);
      expect((await browser.get('/')).headers['set-cookie']).toBeUndefined();
    });

    it('is renewed by reading when half of it has passed, and so goes on', async () => {
      const browser = client({ lifetime: 10 * DAY });
      await browser.post('/remember');
      for (const day of [1, 2, 3]) {
        pass(5 * DAY + 5);
        const { headers } = await browser.get('/');
        expect([day, headers['set-cookie'], headers['cache-control']]).toEqual([
          day,
          expect.stringMatching(/Max-Age=864000/),
          'private',
        ]);
        expect((await browser.get('/')).headers['set-cookie']).toBeUndefined();
      }
      expect((await browser.get('/')).json()).toEqual({ user: 1 });
    });

    it('is not renewed by a page that does not ask for the session', async () => {
      const browser = client({ lifetime: 10 * DAY });
      await browser.post('/remember');
      pass(6 * DAY);
      expect((await browser.get('/plain')).headers['set-cookie']).toBeUndefined();
    });

    it('is renewed with the first secret key', async () => {
      const before = client({ lifetime: 10 * DAY });
      await before.post('/remember');
      pass(6 * DAY);
      const between = client({ lifetime: 10 * DAY }, { secretKey: ['a new key for the specs', secretKey] });
      between.cookies.set('session', before.cookies.get('session')!);
      await between.get('/');
      const later = client({ lifetime: 10 * DAY }, { secretKey: 'a new key for the specs' });
      later.cookies.set('session', between.cookies.get('session')!);
      expect((await later.get('/')).json()).toEqual({ user: 1 });
    });

    it('ends with the browser again when permanent is taken back', async () => {
      const browser = client();
      await browser.post('/remember');
      expect((await browser.post('/forget')).headers['set-cookie']).not.toMatch(/Max-Age|Expires/);
    });
  });

  it('allows for clocks of servers that differ', async () => {
    const browser = client();
    await browser.post('/');
    pass(-60);
    expect((await browser.get('/')).json()).toEqual({ count: 1 });
  });

  it('cannot be more than the app allows now, whatever it was', async () => {
    const before = client({ lifetime: 10 * DAY });
    await before.post('/remember');
    pass(2 * DAY);
    const later = client({ lifetime: DAY });
    later.cookies.set('session', before.cookies.get('session')!);
    expect((await later.get('/')).json()).toEqual({});
  });
});
