import {
  AfterRequest,
  BeforeRequest,
  Controller,
  ErrorHandler,
  makeResponse,
  MultiDict,
  Request,
  Response,
  Route,
  Session,
} from 'phial';

import { lookUp } from '../../lib/templates/lookup.js';
import { quietApp } from '../support/quiet-app.js';

/** What a handler's code throws, which TypeScript would have refused. */
async function errorOf(
  run: (request: Record<string, never>, session: Record<string, never>, response: Record<string, never>) => unknown,
): Promise<string> {
  class Pages {
    @Route('/')
    show(request: Request, session: Session) {
      session.set('userId', 1);
      const response = new Response('', { headers: { 'X-Page': 1 } });
      return String(run(request as never, session as never, response as never));
    }
  }
  const client = quietApp([Pages], { secretKey: 'a secret that is long enough for keys' }).testClient({
    throwErrors: true,
  });
  return client.get('/?page=2', { headers: { cookie: 'theme=dark' } }).then(
    ({ text }) => `no error, but ${text}`,
    ({ message }: Error) => message,
  );
}

describe('A member that a request does not have', () => {
  it.each([
    ['query', 'request.args'],
    ['body', 'request.json'],
    ['ip', 'request.remoteAddr'],
    ['hostname', 'request.host'],
    ['originalUrl', 'request.fullPath'],
    ['get', 'request.headers.get(name)'],
    ['param', 'request.params'],
    ['remote_addr', 'request.remoteAddr'],
    ['is_json', 'request.isJson'],
    ['get_json', 'request.json'],
    ['locals', 'request.state'],
    ['flash', 'session.flash(message)'],
    ['isAuthenticated', '@FromRequest()'],
  ])('is an error that says what to write: %s', async (name, cure) => {
    const message = await errorOf((request) => request[name]);
    expect(message).toMatch(`A Request has no member '${name}'. `);
    expect(message).toContain(cure);
  });

  it('may be any other, which is undefined as ever', async () => {
    expect(await errorOf((request) => request['user'])).toBe('no error, but undefined');
  });
});

describe('A member that a response does not have', () => {
  it('is an error that says what to write, when it is set', async () => {
    expect(await errorOf((_request, _session, response) => Object.assign(response, { statusCode: 201 }))).toBe(
      "A Response has no member 'statusCode'. Write response.status.",
    );
  });

  it.each([
    ['send', 'makeResponse(value, status)'],
    ['set_cookie', 'response.setCookie'],
  ])('is an error that says what to write, when it is called: %s', async (name, cure) => {
    expect(await errorOf((_request, _session, response) => response[name])).toContain(cure);
  });
});

describe('A key of a dictionary is no member:', () => {
  it('session.userId = 1 is an error that says what to write', async () => {
    expect(await errorOf((_request, session) => Object.assign(session, { user: 1 }))).toBe(
      "session.user = ... would not be kept. Write session.set('user', value).",
    );
  });

  it('session.userId is one, where there is such a key', async () => {
    expect(await errorOf((_request, session) => session['userId'])).toBe(
      "The session's 'userId' is a key, and not a member. Write session.get('userId').",
    );
    expect(await errorOf((_request, session) => session['other'])).toBe('no error, but undefined');
  });

  it('a template reads one all the same', async () => {
    expect(lookUp(new MultiDict([['page', '2']]), 'page')).toBe('2');
    expect(lookUp(new Session({ d: { userId: 1 } } as never), 'userId')).toBe(1);
  });

  it.each([
    ['args', 'page'],
    ['cookies', 'theme'],
    ['headers', 'cookie'],
  ])('request.%s.%s is an error that says what to write', async (dictionary, key) => {
    expect(await errorOf((request) => request[dictionary]![key])).toBe(
      `"${key}" is a key of this dictionary, and not a member. Write .get("${key}").`,
    );
  });

  it("response.headers['X-A'] = 'b' is an error that says what to write", async () => {
    expect(await errorOf((_request, _session, { headers }) => Object.assign(headers!, { 'X-A': 'b' }))).toBe(
      "headers['X-A'] = ... would not be sent. Write headers.set('X-A', value).",
    );
  });

  it('but what is asked of any value is none, whatever a client sends', async () => {
    class Pages {
      @Route('/')
      show(request: Request) {
        return request.args;
      }
    }
    const names = ['then', 'pipe', 'next', 'getReader', 'toJSON', 'constructor', '__proto__', 'length', 'arrayBuffer'];
    names.push('subscribe', 'status', 'headers');
    for (const debug of [false, true]) {
      const response = await quietApp([Pages], { debug })
        .testClient()
        .get(`/?${names.map((name) => `${name}=x`).join('&')}`);
      expect(Object.keys(response.json() as object).sort()).toEqual(names.sort());
    }
  });

  describe('but none that Phial itself asks for, where a dictionary is an answer:', () => {
    const asked = new Set<string>();

    /** Its keys are asked for by those names alone which the class does not have, and which are not known to be asked. */
    class Watched extends MultiDict {
      override has(key: string): boolean {
        asked.add(key);
        return super.has(key);
      }
    }

    class Broken extends Error {}

    const watched = new Watched([['page', '2']]);

    class Handlers {
      @Route('/handler')
      handler() {
        return watched;
      }

      @Route('/promise')
      async promise() {
        return watched;
      }

      @Route('/response')
      response() {
        return makeResponse(watched, 201);
      }

      @Route('/inside')
      inside() {
        return { list: [watched] };
      }

      @Route('/broken')
      broken() {
        throw new Broken();
      }

      @ErrorHandler(Broken)
      answer() {
        return watched;
      }
    }

    @Controller('/before')
    class Before {
      @BeforeRequest()
      before() {
        return watched;
      }

      @Route('/page')
      show() {
        return '';
      }
    }

    @Controller('/after')
    class After {
      @AfterRequest()
      after() {
        return watched;
      }

      @Route('/page')
      show() {
        return '';
      }
    }

    const paths = ['/handler', '/promise', '/response', '/inside', '/broken', '/before/page', '/after/page'];

    it.each(paths)('%s', async (path) => {
      for (const debug of [false, true]) {
        const client = quietApp([Handlers, Before, After], { debug }).testClient();
        expect((await client.get(path)).text).toContain('{"page":"2"}');
      }
      expect([...asked]).toEqual([]);
    });
  });
});
