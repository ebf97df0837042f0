import { text } from 'node:stream/consumers';

import {
  Controller,
  createApp,
  ErrorHandler,
  Get,
  Request,
  Response,
  Route,
  Session,
  type TestRequestOptions,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';
import { connectTo } from '../support/raw-request.js';

@Controller()
class Echo {
  @Route('/', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
  echo(request: Request) {
    const { method, url, data, mimetype } = request;
    return {
      method,
      url,
      data,
      mimetype,
      args: [...request.args],
      form: [...request.form],
      headers: [...request.headers],
    };
  }

  @Route('/page')
  page() {
    return new Response('<p>Hélo</p>', { status: 201, headers: { 'X-Tag': 'a' } })
      .setCookie('a', '1')
      .setCookie('b', '2');
  }

  @Route('/bytes')
  bytes() {
    return Buffer.from('00ff', 'hex');
  }
}

const client = createApp({ controllers: [Echo] }).testClient();
const sent = async (options: TestRequestOptions, path = '/', method = 'POST') =>
  (await client.request(method, path, options)).json();
const header = async (name: string, options: TestRequestOptions) => new Map((await sent(options)).headers).get(name);

describe('The test client', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete', 'options'] as const)(
    'sends a request with %s()',
    async (method) => {
      expect((await client[method]('/')).json().method).toBe(method.toUpperCase());
    },
  );

  it('sends a HEAD, whose answer has no body', async () => {
    const { status, text, headers } = await client.head('/page');
    expect([status, text, headers['content-length']]).toEqual([201, '', '12']);
  });

  it('sends a request of any method, in either case', async () => {
    expect((await client.request('post', '/')).json().method).toBe('POST');
  });

  it('parses JSON, of the type that the test says', async () => {
    const { json } = await client.get('/');
    expect(json<{ method: string }>().method.toLowerCase()).toBe('get');
  });

  it.each([
    ['/?a=1#top', 'http://localhost/?a=1'],
    ['?a=1', 'http://localhost/?a=1'],
    ['/?a=%zz', 'http://localhost/?a=%zz'],
    ['http://example.com:8080/', 'http://example.com:8080/'],
  ])('asks, for %s, for %s', async (path, url) => {
    expect((await client.get(path)).json().url).toBe(url);
  });

  it('takes two slashes for the beginning of the path', async () => {
    expect((await client.get('//evil.example/')).status).toBe(404);
  });
});

describe('A path with dots', () => {
  class Files {
    @Get('/files/:name')
    file(name: string, request: Request) {
      return { name, path: request.path, url: request.url, args: [...request.args] };
    }

    @Get('/files/set')
    set() {
      return new Response('set').setCookie('a', '1', { path: '/files' });
    }

    @Get('/files/sub/*')
    rest(request: Request) {
      return { path: request.path, cookie: request.cookies.get('a') };
    }
  }

  it.each([
    ['/x/../files/a', 404],
    ['/x/%2e%2E/files/a', 404],
    ['http://localhost/x/../files/a', 404],
    ['/x/..\\files/a', 404],
    ['/files/..', 200],
    ['/files/%2e%2e', 200],
    ['/files/..%2Fa', 200],
    ['files/.', 200],
    ['/./files/a', 404],
    ['//files/../files/a', 404],
    ['/files/a..b?c=/../d', 200],
  ])('is sent as it is written, and as it comes over the wire: %s is %i', async (path, status) => {
    const app = quietApp([Files]);
    const target = path.replace('http://localhost', '').replace(/^(?!\/)/, '/');
    const socket = connectTo(await app.run({ port: 0 }));
    socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const raw = await text(socket);
    await app.close();
    const answer = await quietApp([Files]).testClient().get(path);
    expect([answer.status, raw.slice(9, 12)]).toEqual([status, String(status)]);
    if (status === 200) expect(raw).toContain(answer.text);
  });

  it('has its query and its cookies', async () => {
    const ofFiles = quietApp([Files]).testClient();
    await ofFiles.get('/files/set');
    expect((await ofFiles.get('/files/..', { query: { b: 'ü' } })).json()).toMatchObject({
      name: '..',
      url: 'http://localhost/files/..?b=%C3%BC',
      args: [['b', 'ü']],
    });
    expect((await ofFiles.get('/files/sub/a/../ü b')).json()).toEqual({ path: '/files/sub/a/../ü b', cookie: '1' });
  });
});

describe('The options of a test request', () => {
  it('has a query, whose lists repeat', async () => {
    expect((await sent({ query: { a: ['1', 2], b: true, c: 'x&y=é', none: null, nothing: undefined } })).args).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', 'true'],
      ['c', 'x&y=é'],
    ]);
  });

  it("has a query that is added to the path's, which stays as it is written", async () => {
    expect((await sent({ query: { b: 2 } }, '/?a=%zz')).url).toBe('http://localhost/?a=%zz&b=2');
  });

  it('has a form, whose lists repeat', async () => {
    const { form, mimetype } = await sent({ form: { a: ['1', 2], b: 'x y+z', none: null, list: [] } });
    expect([form, mimetype]).toEqual([
      [
        ['a', '1'],
        ['a', '2'],
        ['b', 'x y+z'],
      ],
      'application/x-www-form-urlencoded',
    ]);
  });

  it('takes URLSearchParams for a query and a form', async () => {
    const pairs = new URLSearchParams([
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ]);
    expect(await sent({ query: pairs, form: pairs })).toMatchObject({
      args: [
        ['a', '1'],
        ['a', '3'],
        ['b', '2'],
      ],
      form: [
        ['a', '1'],
        ['a', '3'],
        ['b', '2'],
      ],
    });
  });

  it.each([{ a: 1 }, null, 0, ''])('has JSON: %j', async (json) => {
    expect(await sent({ json })).toMatchObject({ data: JSON.stringify(json), mimetype: 'application/json' });
  });

  it('has a body, sent as it is and without a type', async () => {
    expect(await sent({ body: '{"a":1}' })).toMatchObject({ data: '{"a":1}', mimetype: '' });
  });

  it('has a body of bytes', async () => {
    expect((await sent({ body: new Uint8Array([0x68, 0x69]) })).data).toBe('hi');
  });

  it('has headers, which win over what the body implies', async () => {
    expect(await sent({ json: { a: 1 }, headers: { 'Content-Type': 'application/vnd.api+json' } })).toMatchObject({
      mimetype: 'application/vnd.api+json',
    });
  });

  it('has the headers of a Headers object', async () => {
    expect(await header('x-a', { headers: new Headers({ 'X-A': '1' }) as never })).toBe('1');
  });

  it('has the fields of a FormData object, and refuses its files', async () => {
    const form = new FormData();
    form.append('tag', 'a');
    form.append('tag', 'b');
    expect((await sent({ form: form as never })).form).toEqual([
      ['tag', 'a'],
      ['tag', 'b'],
    ]);
    form.append('picture', new Blob(['x']));
    await expect(sent({ form: form as never })).rejects.toThrow(
      'form.picture is a file. Write files: { picture: { filename, content } }.',
    );
  });

  it('does not take a Map for an object of names and values', async () => {
    await expect(sent({ headers: new Map([['x-a', '1']]) as never })).rejects.toThrow(
      'headers takes an object of names and values, not a Map. Write Object.fromEntries(map).',
    );
  });

  it('has headers that are sent twice, or not at all', async () => {
    const { headers } = await sent({ headers: { 'x-a': ['1', '2'], 'x-b': undefined } });
    expect(headers.filter(([name]: string[]) => name!.startsWith('x-'))).toEqual([
      ['x-a', '1'],
      ['x-a', '2'],
    ]);
  });

  it('has a name and a password', async () => {
    expect(await header('authorization', { auth: ['jürgen', 'a:b'] })).toBe(
      `Basic ${Buffer.from('jürgen:a:b').toString('base64')}`,
    );
  });

  it.each([
    [
      { qeury: {} },
      "A test request has no option 'qeury'. There are query, form, files, json, body, headers, auth, followRedirects. Did you mean 'query'?",
    ],
    [{ json: 1, form: {} }, 'A request has one body: give one of form (with its files), json and body.'],
    [{ body: { a: 1 } }, 'A body is text or bytes; json takes data, and form takes fields.'],
    [
      { form: { user: { name: 'Ann' } } },
      'form.user is an object, which would be sent as "[object Object]". Give its text, or a list of texts.',
    ],
    [{ query: 'a=1' }, 'query takes an object of names and values.'],
    [{ form: [['a', '1']] }, 'form takes an object of names and values.'],
    [{ headers: [['a', '1']] }, 'headers takes an object of names and values.'],
    [{ auth: 'ann:secret' }, 'auth takes a list of two: [username, password].'],
  ])('refuses %j', async (options, message) => {
    await expect(client.post('/', options as TestRequestOptions)).rejects.toThrow(new TypeError(message));
  });

  it('refuses a path that is none', async () => {
    await expect(client.get(undefined as never)).rejects.toThrow(
      "A test request goes to a path, '/notes' for instance, not to undefined.",
    );
  });

  it('refuses a method that is none', async () => {
    await expect(client.request('BREW', '/')).rejects.toThrow("'BREW' is no HTTP method that Node knows.");
  });

  it('refuses https, and tells how to test it', async () => {
    await expect(client.get('https://example.com/')).rejects.toThrow(
      'The test client speaks http alone. To test https, pass fastify: { trustProxy: true }',
    );
  });

  it('refuses unknown options of the client itself', () => {
    expect(() => createApp({ controllers: [Echo] }).testClient({ throwError: true } as never)).toThrow(
      "A test client has no option 'throwError'. There is throwErrors. Did you mean 'throwErrors'?",
    );
  });
});

describe('A test response', () => {
  it('has the status, the text and the bytes', async () => {
    const { status, text, bytes } = await client.get('/page');
    expect([status, text, bytes.length]).toEqual([201, '<p>Hélo</p>', 12]);
  });

  it('has bytes that are no text', async () => {
    expect((await client.get('/bytes')).bytes.toString('hex')).toBe('00ff');
  });

  it('has headers with lower-case names', async () => {
    expect((await client.get('/page')).headers).toMatchObject({
      'x-tag': 'a',
      'content-type': 'text/html; charset=utf-8',
    });
  });

  it('has a list of a header that came several times', async () => {
    expect((await client.get('/page')).headers['set-cookie']).toHaveLength(2);
  });

  it('has no location and no history without a redirect', async () => {
    expect(await client.get('/')).toMatchObject({ location: undefined, history: [] });
  });

  it('says what it is when it is no JSON', async () => {
    const response = await client.get('/page');
    expect(() => response.json()).toThrow('The response (201 text/html; charset=utf-8) is no JSON: "<p>Hélo</p>"');
  });
});

describe('client.session()', () => {
  class Account {
    @Route('/')
    show(session: Session) {
      return [session.get('userId', null), session.get('seen', null)];
    }

    @Route('/seen')
    see(session: Session) {
      session.set('seen', new Date(0));
      return 'ok';
    }
  }

  const open = () =>
    createApp({
      controllers: [Account],
      secretKey: 'a secret key for the specs',
      session: { cookieName: 'sid', path: '/' },
    }).testClient();

  it('edits the session before a request', async () => {
    const browser = open();
    await browser.session((session) => session.set('userId', 7));
    expect((await browser.get('/')).json()).toEqual([7, null]);
  });

  it('reads the session after a request', async () => {
    const browser = open();
    await browser.get('/seen');
    expect(await browser.session((session) => session.get('seen'))).toEqual(new Date(0));
  });

  it('keeps what was there before', async () => {
    const browser = open();
    await browser.get('/seen');
    await browser.session(async (session) => session.set('userId', 7));
    expect((await browser.get('/')).json()).toEqual([7, new Date(0).toISOString()]);
  });

  it('deletes the cookie of a session that it clears', async () => {
    const browser = open();
    await browser.get('/seen');
    await browser.session((session) => session.clear());
    expect([browser.cookies.has('sid'), (await browser.get('/')).json()]).toEqual([false, [null, null]]);
  });

  it('belongs to one client', async () => {
    const app = createApp({ controllers: [Account], secretKey: 'a secret key for the specs' });
    await app.testClient().session((session) => session.set('userId', 7));
    expect((await app.testClient().get('/')).json()).toEqual([null, null]);
  });

  it('keeps nothing of an edit that throws', async () => {
    const browser = open();
    await expect(
      browser.session((session) => {
        session.set('userId', 7);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(browser.cookies.size).toBe(0);
  });

  it('says that there is no session without a secret key', async () => {
    await expect(client.session((session) => session.set('userId', 7))).rejects.toThrow(
      'The session is unavailable because no secret key was set.',
    );
  });
});

describe('throwErrors', () => {
  class Faulty {
    @Route('/foreseen')
    foreseen() {
      throw new RangeError('foreseen');
    }

    @Route('/:name')
    async fail(name: string) {
      await new Promise(setImmediate);
      throw new Error(name);
    }

    @Route('/', ['POST'])
    post(request: Request) {
      throw new Error(request.data);
    }

    @ErrorHandler(RangeError)
    handled() {
      return 'handled';
    }
  }

  const app = quietApp([Faulty]);
  const strict = app.testClient({ throwErrors: true });

  it("lets a handler's error reach the test", async () => {
    await expect(strict.get('/first')).rejects.toThrow('first');
  });

  it('finds the error of a request with a body, too', async () => {
    await expect(strict.post('/', { body: 'the body' })).rejects.toThrow('the body');
  });

  it('does so even where a handler would answer for the 500', async () => {
    class Polite {
      @Route('/')
      fail() {
        throw new Error('impolite');
      }

      @ErrorHandler(500)
      sorry() {
        return 'sorry';
      }
    }

    const polite = quietApp([Polite]);
    expect((await polite.testClient().get('/')).text).toBe('sorry');
    await expect(polite.testClient({ throwErrors: true }).get('/')).rejects.toThrow('impolite');
  });

  it('leaves errors that a handler takes to it', async () => {
    expect((await strict.get('/foreseen')).text).toBe('handled');
  });

  it('leaves a 404 a response', async () => {
    expect((await strict.get('/no/such/page')).status).toBe(404);
  });

  it('is off unless asked for', async () => {
    expect((await app.testClient().get('/first')).status).toBe(500);
  });

  it('does not mix up requests of several clients at once', async () => {
    const lax = app.testClient();
    const other = app.testClient({ throwErrors: true });
    const results = await Promise.allSettled([
      strict.get('/a'),
      lax.get('/b'),
      other.get('/c'),
      strict.get('/d'),
      strict.get('/no/page'),
    ]);
    expect(results.map((one) => (one.status === 'rejected' ? one.reason.message : one.value.status))).toEqual([
      'a',
      500,
      'c',
      'd',
      404,
    ]);
  });
});

describe('a stream that breaks, under the test client', () => {
  class Streams {
    @Get('/')
    async *breaks() {
      yield 'a';
      await Promise.resolve();
      throw new Error('the disk is on fire');
    }
  }

  it('is thrown as its own error with throwErrors, and is the cause without', async () => {
    const app = createApp({ controllers: [Streams], fastify: { logger: false } });
    await expect(app.testClient({ throwErrors: true }).get('/')).rejects.toThrow('the disk is on fire');
    await expect(app.testClient().get('/')).rejects.toMatchObject({ cause: new Error('the disk is on fire') });
  });
});
