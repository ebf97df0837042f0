import { createApp, Request, Response, Route } from 'phial';

class Cookies {
  @Route('/set')
  set(request: Request) {
    const response = new Response('ok');
    for (const header of request.args.getAll('cookie')) response.headers.append('set-cookie', header);
    return response;
  }

  @Route('/deep/:name')
  deep(name: string, request: Request) {
    return { name, header: request.headers.get('cookie') ?? '' };
  }

  @Route('/')
  show(request: Request) {
    return { header: request.headers.get('cookie') ?? '', cookies: [...request.cookies] };
  }

  @Route('/remember')
  remember(request: Request) {
    return new Response('ok').setCookie('note', request.args.require('note'));
  }
}

function open() {
  return createApp({ controllers: [Cookies] }).testClient();
}

/** A client that got these `Set-Cookie` headers, one answer each. */
async function openWith(...headers: string[]) {
  const client = open();
  for (const cookie of headers) await client.get('/set', { query: { cookie } });
  return client;
}

/** The `Cookie` header that a client sends. */
async function sentBy(client: ReturnType<typeof open>, path = '/'): Promise<string> {
  return (await client.get(path)).json().header;
}

describe('The cookies of a test client', () => {
  it('come back with the next request', async () => {
    expect(await sentBy(await openWith('a=1; Path=/', 'b=2; Path=/'))).toBe('a=1; b=2');
  });

  it('may be set several at once', async () => {
    const client = open();
    await client.get('/set', { query: { cookie: ['a=1', 'b=2'] } });
    expect(await sentBy(client)).toBe('a=1; b=2');
  });

  it.each(['a=x%20y%2Bz', 'a=x+y/z==', 'a=%zz', 'a="quoted"', 'a=b=c', 'a='])(
    'come back exactly as they were set: %s',
    async (pair) => {
      expect(await sentBy(await openWith(`${pair}; Path=/; HttpOnly`))).toBe(pair);
    },
  );

  it.each(['x y', 'é日本', '100%', '%20', 'a;b,c', '"'])(
    'have the value that the handler set, there and back: %s',
    async (note) => {
      const client = open();
      await client.get('/remember', { query: { note } });
      expect([client.cookies.get('note'), (await client.get('/')).json().cookies]).toEqual([note, [['note', note]]]);
    },
  );

  it('can be set by the test', async () => {
    const client = open();
    client.cookies.set('a', 'x y').set('b', '2', '/deep');
    expect([await sentBy(client), await sentBy(client, '/deep/x')]).toEqual(['a=x%20y', 'b=2; a=x%20y']);
  });

  it('are not sent when the test sends a Cookie header of its own', async () => {
    const client = await openWith('a=1; Path=/');
    expect((await client.get('/', { headers: { Cookie: 'b=2' } })).json().header).toBe('b=2');
  });

  it('can be read', async () => {
    const { cookies } = await openWith('a=x%20y', 'b=2');
    expect([
      cookies.get('a'),
      cookies.has('b'),
      cookies.get('c'),
      cookies.has('c'),
      cookies.size,
      [...cookies],
    ]).toEqual([
      'x y',
      true,
      undefined,
      false,
      2,
      [
        ['a', 'x y'],
        ['b', '2'],
      ],
    ]);
  });

  it('become an object', async () => {
    expect((await openWith('a=1', 'b=2')).cookies.toObject()).toEqual({ a: '1', b: '2' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be named %s', async (name) => {
    const client = await openWith(`${name}=x; Path=/`);
    expect([open().cookies.has(name), client.cookies.get(name), await sentBy(client)]).toEqual([
      false,
      'x',
      `${name}=x`,
    ]);
  });

  it('can be deleted, one or all', async () => {
    const { cookies } = await openWith('a=1', 'b=2', 'c=3');
    expect([cookies.delete('a'), cookies.delete('a'), cookies.size]).toEqual([true, false, 2]);
    cookies.clear();
    expect(cookies.size).toBe(0);
  });

  it('are replaced by those of the same name and path', async () => {
    expect(await sentBy(await openWith('a=1; Path=/', 'a=2; Path=/'))).toBe('a=2');
  });

  it('belong to one client', async () => {
    const app = createApp({ controllers: [Cookies] });
    await app.testClient().get('/set', { query: { cookie: 'a=1' } });
    expect(app.testClient().cookies.size).toBe(0);
  });
});

describe('The path of a test cookie', () => {
  it.each([
    ['/deep', '/deep/x', true],
    ['/deep/', '/deep/x', true],
    ['/deep/x', '/deep/x', true],
    ['/de', '/deep/x', false],
    ['/deep/x/y', '/deep/x', false],
    ['/', '/deep/x', true],
  ])('%s covers %s: %s', async (path, target, isSent) => {
    expect(await sentBy(await openWith(`a=1; Path=${path}`), target)).toBe(isSent ? 'a=1' : '');
  });

  it('is the folder of the page that set it, unless it says so', async () => {
    class Deep {
      @Route('/deep/er/set')
      set() {
        return new Response('ok', { headers: { 'set-cookie': 'a=1' } });
      }
    }

    const client = createApp({ controllers: [Cookies, Deep] }).testClient();
    await client.get('/deep/er/set');
    expect([await sentBy(client, '/deep/x'), await sentBy(client)]).toEqual(['', '']);
  });

  it('keeps cookies of one name apart, and sends the longest path first', async () => {
    const client = await openWith('a=1; Path=/', 'a=2; Path=/deep');
    expect([await sentBy(client, '/deep/x'), await sentBy(client)]).toEqual(['a=2; a=1', 'a=1']);
  });
});

describe('The end of a test cookie', () => {
  const PAST = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT';

  it.each(['Max-Age=0', 'Max-Age=-1', PAST, `Max-Age=0; Expires=${new Date(Date.now() + 1e6).toUTCString()}`])(
    'comes at once with %s',
    async (attributes) => {
      expect((await openWith('a=1', `a=; ${attributes}`)).cookies.has('a')).toBe(false);
    },
  );

  it.each([
    'Max-Age=60',
    `Max-Age=60; ${PAST}`,
    `Expires=${new Date(Date.now() + 60_000).toUTCString()}`,
    'Expires=someday',
  ])('does not come yet with %s', async (attributes) => {
    expect((await openWith(`a=1; ${attributes}`)).cookies.has('a')).toBe(true);
  });

  it('comes when its time has passed', async () => {
    const client = await openWith('a=1; Max-Age=60', 'b=1');
    const { now } = Date;
    Date.now = () => now() + 60_001;
    try {
      expect([client.cookies.toObject(), await sentBy(client)]).toEqual([{ b: '1' }, 'b=1']);
    } finally {
      Date.now = now;
    }
  });

  it('does not come when another path is told to delete it, as in a browser', async () => {
    expect(await sentBy(await openWith('a=1; Path=/', 'a=; Path=/deep; Max-Age=0'))).toBe('a=1');
  });
});
