import { Writable } from 'node:stream';

import {
  Abort,
  App,
  BeforeRequest,
  Controller,
  createApp,
  ErrorHandler,
  FromRequest,
  Request,
  Route,
  Session,
  type AppOptions,
  type TestRequestOptions,
} from 'phial';

type Read = (request: Request) => unknown;

/** What `read` reads of a request, in a handler. */
async function ask(
  read: Read,
  options?: TestRequestOptions & { method?: string },
  appOptions: AppOptions = {},
): Promise<unknown> {
  @Controller('/notes')
  class Notes {
    @Route('/', ['GET', 'POST', 'PUT'])
    index(request: Request) {
      return { value: read(request) };
    }
  }

  const { method = 'GET', ...others } = options ?? {};
  const response = await createApp({ controllers: [Notes], ...appOptions })
    .testClient({ throwErrors: true })
    .request(method, '/notes/', others);
  return response.json().value;
}

describe('A request', () => {
  it('tells its method', async () => {
    expect(await ask((request) => request.method, { method: 'PUT' })).toBe('PUT');
  });

  it('is the same object for hooks, factories and the handler', async () => {
    const seen = new Set<Request>();

    class Seen {
      @FromRequest()
      static of(request: Request) {
        seen.add(request);
        return new Seen();
      }
    }

    class Pages {
      @BeforeRequest()
      look(request: Request) {
        seen.add(request);
      }

      @Route('/')
      index(_seen: Seen, request: Request) {
        seen.add(request);
        return String(seen.size);
      }
    }

    expect(
      (
        await createApp({ controllers: [Pages] })
          .testClient()
          .get('/')
      ).text,
    ).toBe('1');
  });

  it('gives the same dictionaries each time', async () => {
    const isSame = (request: Request) =>
      request.args === request.args &&
      request.headers === request.headers &&
      request.cookies === request.cookies &&
      request.form === request.form &&
      request.values === request.values &&
      request.files === request.files;
    expect(await ask(isSame, { method: 'POST', form: { a: 1 } })).toBe(true);
  });

  it('knows its app', async () => {
    expect(await ask((request) => request.app instanceof App && request.app.routes.length)).toBe(1);
  });

  it('makes URLs of endpoints', async () => {
    expect(await ask((request) => [request.urlFor('notes.index'), request.urlFor('.index', { page: 2 })])).toEqual([
      '/notes/',
      '/notes/?page=2',
    ]);
  });

  it('gives the session', async () => {
    expect(
      await ask((request) => request.session instanceof Session, undefined, {
        secretKey: 'a secret key for the specs',
      }),
    ).toBe(true);
  });
});

describe('request.endpoint and request.module', () => {
  it('name the route and its controller', async () => {
    expect(await ask((request) => [request.endpoint, request.module, request.routingException])).toEqual([
      'notes.index',
      'notes',
      null,
    ]);
  });

  class Errors {
    @ErrorHandler(404, { scope: 'app' })
    @ErrorHandler(405, { scope: 'app' })
    refused(error: Abort, request: Request) {
      const { endpoint = null, module = null, routingException, params } = request;
      return {
        endpoint,
        module,
        isIt: routingException === error,
        isTraced: error.stack?.includes('\n    at '),
        params,
      };
    }

    @Route('/missing')
    missing() {
      throw new Abort(404);
    }
  }

  const client = createApp({ controllers: [Errors] }).testClient();

  it.each([
    ['GET', '/nothing/here'],
    ['POST', '/missing'],
  ])(
    'are undefined when no route matched, and routingException says why, without a stack: %s %s',
    async (method, path) => {
      expect((await client.request(method, path)).json()).toEqual({
        endpoint: null,
        module: null,
        isIt: true,
        isTraced: false,
        params: {},
      });
    },
  );

  it('stay when the handler itself answers 404', async () => {
    expect((await client.get('/missing')).json()).toEqual({
      endpoint: 'errors.missing',
      module: 'errors',
      isIt: false,
      isTraced: true,
      params: {},
    });
  });
});

describe('request.headers', () => {
  it('do not care for the case of names', async () => {
    expect(
      await ask(({ headers }) => [headers.get('x-tag'), headers.get('X-TAG'), headers.has('X-tag')], {
        headers: { 'X-Tag': 'a' },
      }),
    ).toEqual(['a', 'a', true]);
  });

  it('keep each value of a header that was sent twice', async () => {
    expect(
      await ask(({ headers }) => [headers.get('x-tag'), headers.getAll('x-tag')], {
        headers: { 'x-tag': ['a', 'b, c'] },
      }),
    ).toEqual(['a', ['a', 'b, c']]);
  });

  it('have lower-case names', async () => {
    expect(await ask(({ headers }) => [...headers.keys()].includes('x-tag'), { headers: { 'X-Tag': 'a' } })).toBe(true);
  });

  it('have nothing that was not sent', async () => {
    expect(
      await ask(({ headers }) => ['constructor', '__proto__', 'x-tag'].filter((name) => headers.has(name))),
    ).toEqual([]);
  });

  it('tell the referrer and the user agent', async () => {
    const headers = { referer: 'http://a.example/', 'user-agent': 'curl' };
    expect(await ask((request) => [request.referrer, request.userAgent], { headers })).toEqual([
      'http://a.example/',
      'curl',
    ]);
  });

  it('leave what is missing undefined', async () => {
    expect(await ask((request) => request.referrer === undefined && request.headers.get('x') === undefined)).toBe(true);
  });
});

describe('request.cookies', () => {
  const all = (cookie: string) => ask(({ cookies }) => [...cookies], { headers: { cookie } });

  it.each([
    [
      'a=1; b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      '2=x; 1=y',
      [
        ['2', 'x'],
        ['1', 'y'],
      ],
    ],
    [
      'a=1; a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a=x%20%3B%C3%A9', [['a', 'x ;é']]],
    [
      'a=%zz; b=100%',
      [
        ['a', '%zz'],
        ['b', '100%'],
      ],
    ],
    ['a=b=c', [['a', 'b=c']]],
    // Node gives bytes as latin1.
    ['a=\u00c3\u00bc', [['a', 'ü']]],
    [
      'a=\u00fc; b=\u00e6\u0097\u00a5; c=日',
      [
        ['a', 'ü'],
        ['b', '日'],
        ['c', '日'],
      ],
    ],
    [
      'a=;b=1',
      [
        ['a', ''],
        ['b', '1'],
      ],
    ],
    [
      '__proto__=x; constructor=y; toString=z',
      [
        ['__proto__', 'x'],
        ['constructor', 'y'],
        ['toString', 'z'],
      ],
    ],
    ['nothing', []],
    [';;; ', []],
    [
      'a="x y"; b="q\\"x"; c= "z"',
      [
        ['a', 'x y'],
        ['b', 'q"x'],
        ['c', 'z'],
      ],
    ],
    [
      'a="a\\073b\\054c\\\\d"; b=" x "; c=""; d="',
      [
        ['a', 'a;b,c\\d'],
        ['b', ' x '],
        ['c', ''],
        ['d', '"'],
      ],
    ],
    [
      'a="\\303\\274"; b="a%20b"; c=x"y"; d="p"q"',
      [
        ['a', 'ü'],
        ['b', 'a b'],
        ['c', 'x"y"'],
        ['d', 'p"q'],
      ],
    ],
  ])('of %s are %j', async (header, cookies) => {
    expect(await all(header)).toEqual(cookies);
  });

  it('come from all Cookie headers', async () => {
    expect(await ask(({ cookies }) => [...cookies], { headers: { cookie: ['a=1', 'b=2'] } })).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('are empty without the header', async () => {
    expect(await ask(({ cookies }) => [cookies.size, cookies.get('constructor') === undefined])).toEqual([0, true]);
  });
});

describe('request.accepts()', () => {
  const best = (accept: string | undefined, ...types: `${string}/${string}`[]) =>
    ask((request) => request.accepts(...types), { headers: { accept } });

  it.each([
    ['text/html', 'text/html'],
    ['application/json', 'application/json'],
    ['text/html;q=0.5, application/json;q=0.9', 'application/json'],
    ['text/*;q=0.9, application/json;q=0.1', 'text/html'],
    ['application/json, */*;q=0.1', 'application/json'],
    ['*/*', 'text/html'],
    [undefined, 'text/html'],
    ['text/html;q=0, */*', 'application/json'],
    ['image/png', undefined],
    ['rubbish', undefined],
  ])('gives, for Accept: %s, %s', async (accept, expected) => {
    expect(await best(accept, 'text/html', 'application/json')).toBe(expected);
  });

  it('gives undefined when it is asked for nothing', async () => {
    expect(await best('*/*')).toBeUndefined();
  });
});

describe('request.acceptsLanguages()', () => {
  const best = (header: string | undefined, ...languages: string[]) =>
    ask((request) => request.acceptsLanguages(...languages), { headers: { 'accept-language': header } });

  it.each([
    ['en', 'en'],
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE', 'de'],
    ['en;q=0.5, de;q=0.9', 'de'],
    ['fr, de;q=0.8, en;q=0.5', 'de'],
    ['fr, *;q=0.1', 'en'],
    [undefined, 'en'],
    ['en;q=0, *', 'de'],
    ['fr', undefined],
    ['', undefined],
  ])('gives, for Accept-Language: %s, %s', async (header, expected) => {
    expect(await best(header, 'en', 'de')).toBe(expected);
  });

  it.each([
    ['en-GB', ['de', 'en-US'], 'en-US'],
    ['en-GB, de;q=0.3', ['en-US', 'de'], 'en-US'],
    ['fr, en-GB;q=0.9, de;q=0.3', ['de', 'en-US'], 'en-US'],
    ['pt-BR', ['en', 'pt_BR'], 'pt_BR'],
    ['pt_BR', ['en', 'pt-BR'], 'pt-BR'],
    ['pt_PT', ['en', 'pt_BR'], 'pt_BR'],
    // The client's own word for one of a language comes first.
    ['fr-CA, fr-FR;q=0.9', ['fr-CH', 'fr-FR'], 'fr-FR'],
    ['en;q=0.8, en-US;q=0.5, de;q=0.7', ['en-US', 'de'], 'de'],
    // A longer tag is shortened step by step.
    ['zh-Hant-TW', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['zh-Hant-TW, zh-Hans;q=0.5', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    // Any language is less than the same in another country, and what is refused stays so.
    ['en-GB, *;q=0.1', ['fr', 'en-US'], 'en-US'],
    ['en-GB, en-US;q=0', ['en-US', 'de'], undefined],
    ['en-GB, en;q=0', ['en-US', 'de'], undefined],
    ['en-GB;q=0, *', ['de', 'en-US'], 'de'],
    ['en-GB;q=0', ['en-US'], undefined],
    ['fi-FI', ['fil', 'en'], undefined],
  ])('gives, for Accept-Language: %s, of %j, %s', async (header, languages, expected) => {
    expect(await best(header, ...languages)).toBe(expected);
  });

  it('gives undefined when it is asked for nothing', async () => {
    expect(await best('*')).toBeUndefined();
  });
});

describe('request.authorization', () => {
  const sent = (authorization: string | undefined) =>
    ask((request) => request.authorization, { headers: { authorization } });
  const basic = (text: string | Buffer) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    ['ann:secret', 'ann', 'secret'],
    ['ann:se:cr:et', 'ann', 'se:cr:et'],
    ['ann:', 'ann', ''],
    [':secret', '', 'secret'],
    ['jürgen:pässword', 'jürgen', 'pässword'],
  ])('has the name and the password of %s', async (credentials, username, password) => {
    expect(await sent(basic(credentials))).toEqual({
      scheme: 'basic',
      username,
      password,
      token: basic(credentials).slice(6),
    });
  });

  it('has the token of a bearer', async () => {
    expect(await sent('Bearer abc.def==')).toEqual({ scheme: 'bearer', token: 'abc.def==' });
  });

  it('does not care for the case of the scheme', async () => {
    expect(await sent('bASIC YTpi')).toMatchObject({ scheme: 'basic', username: 'a', password: 'b' });
  });

  it('keeps what other schemes say as it is', async () => {
    expect(await sent('Digest username="ann", uri="/"')).toEqual({
      scheme: 'digest',
      token: 'username="ann", uri="/"',
    });
  });

  it.each([
    undefined,
    '',
    'Basic',
    'Bearer ',
    'justonetoken',
    'Basic bm9jb2xvbg==',
    basic(Buffer.from('ann:\xFF', 'latin1')),
  ])('is undefined for %j', async (header) => {
    expect(await sent(header)).toBeUndefined();
  });
});

describe('request.state', () => {
  class Counter {
    @BeforeRequest({ scope: 'app' })
    begin(request: Request) {
      request.state['count'] = Number(request.state['count'] ?? 0) + 1;
    }

    @Route('/')
    show(request: Request) {
      return [request.state['count'], 'toString' in request.state];
    }
  }

  it('is shared by the hooks and the handler of one request, and no other', async () => {
    const client = createApp({ controllers: [Counter] }).testClient();
    await client.get('/');
    expect((await client.get('/')).json()).toEqual([1, false]);
  });
});

describe('request.log', () => {
  it("writes lines that carry the request's id", async () => {
    const lines: string[] = [];
    const stream = new Writable({ write: (line, _encoding, done) => (lines.push(String(line)), done()) });
    const read: Read = (request) => {
      request.log.info('read');
      return request.environ.request.id;
    };
    const id = await ask(read, undefined, { fastify: { logger: { stream } } });
    expect(lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'read')).toMatchObject({ reqId: id });
  });
});

describe('request.environ', () => {
  it("has Fastify's request and reply, and Node's", async () => {
    const read: Read = ({ environ }) => [
      environ.request.raw.url,
      environ.reply.raw.headersSent,
      environ.request === environ.reply.request,
    ];
    expect(await ask(read)).toEqual(['/notes/', false, true]);
  });
});
