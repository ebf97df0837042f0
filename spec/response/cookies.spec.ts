import { Controller, createApp, Request, Response, Route, type CookieOptions } from 'phial';

/** The `Set-Cookie` header of a cookie. */
function cookie(name: string, value: string, options?: CookieOptions): string | undefined {
  return new Response().setCookie(name, value, options).headers.get('set-cookie');
}

describe('setCookie', () => {
  it('sets a cookie for the whole site, until the browser closes', () => {
    expect(cookie('theme', 'dark')).toBe('theme=dark; Path=/');
  });

  it('takes every attribute', () => {
    const options: CookieOptions = {
      maxAge: 60,
      expires: new Date(0),
      path: '/app',
      domain: 'example.com',
      secure: true,
      httpOnly: true,
      sameSite: 'strict',
      partitioned: true,
    };
    expect(cookie('a', 'b', options)!.split('; ').sort()).toEqual([
      'Domain=example.com',
      'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'HttpOnly',
      'Max-Age=60',
      'Partitioned',
      'Path=/app',
      'SameSite=Strict',
      'Secure',
      'a=b',
    ]);
  });

  it('may be called more than once, on a chain', async () => {
    @Controller()
    class Pages {
      @Route('/')
      page() {
        return new Response('x').setCookie('a', '1').setCookie('b', '2', { httpOnly: true });
      }
    }
    const { headers } = await createApp({ controllers: [Pages] })
      .testClient()
      .get('/');
    expect(headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2; Path=/; HttpOnly']);
  });

  it.each([
    'two words',
    'a;b',
    'a,b',
    '"quoted"',
    'ümläut 漢 🎉',
    'a=b',
    '100%',
    'a\r\nSet-Cookie: evil=1',
    '',
    '\ud800',
  ])('keeps any text: %j', async (text) => {
    @Controller()
    class Pages {
      @Route('/set')
      set() {
        return new Response().setCookie('text', text);
      }

      @Route('/get')
      get(request: Request) {
        return { text: request.cookies.get('text') };
      }
    }
    const client = createApp({ controllers: [Pages] }).testClient();
    expect((await client.get('/set')).headers['set-cookie']).toMatch(/^text=[\x21-\x7e]*; Path=\/$/);
    expect((await client.get('/get')).json()).toEqual({ text: text.toWellFormed() });
  });

  it.each([
    [{ partitioned: true }, 'a=b; Path=/; Secure; Partitioned'],
    [{ sameSite: 'none' }, 'a=b; Path=/; Secure; SameSite=None'],
  ] as [CookieOptions, string][])('is secure where browsers would drop it otherwise: %j', (options, text) => {
    expect(cookie('a', 'b', options)).toBe(text);
  });

  it.each(['__Host-a', '__Secure-a', '__host-a', '__SECURE-a'])('is secure for its name: %s', (name) => {
    expect(cookie(name, 'b')).toBe(`${name}=b; Path=/; Secure`);
  });

  it.each([
    [
      '__Host-a',
      { path: '/p' },
      "The cookie '__Host-a' is for all paths of one host, and browsers drop it with a path",
    ],
    ['__host-a', { domain: 'example.com' }, 'and browsers drop it with a domain. Leave path and domain out, or'],
    [
      '__Host-a',
      { secure: false },
      "The cookie '__Host-a' must be secure, and browsers drop it otherwise. Leave secure",
    ],
    ['__Secure-a', { secure: false }, "The cookie '__Secure-a' must be secure"],
  ] as [string, CookieOptions, string][])(
    'refuses what browsers drop for the name %s: %j',
    (name, options, message) => {
      expect(() => cookie(name, 'b', options)).toThrow(message);
    },
  );

  it('is for all paths where its path is undefined', () => {
    expect(cookie('theme', 'dark', { path: undefined })).toBe('theme=dark; Path=/');
    expect(cookie('__Host-a', 'b', { path: undefined })).toBe('__Host-a=b; Path=/; Secure');
  });

  it("takes what these names allow: all paths for '__Host-', a domain for '__Secure-'", () => {
    expect(cookie('__Host-a', 'b', { path: '/', secure: true })).toBe('__Host-a=b; Path=/; Secure');
    expect(cookie('__Secure-a', 'b', { path: '/p', domain: 'example.com' })).toBe(
      '__Secure-a=b; Domain=example.com; Path=/p; Secure',
    );
    expect(cookie('__Hosts', 'b', { path: '/p' })).toBe('__Hosts=b; Path=/p');
  });

  it('takes whole seconds of maxAge', () => {
    expect(cookie('a', 'b', { maxAge: 1.9 })).toBe('a=b; Max-Age=1; Path=/');
  });

  it('passes over options that are undefined', () => {
    expect(cookie('a', 'b', { domain: undefined, secure: false, httpOnly: undefined })).toBe('a=b; Path=/');
  });

  it.each([
    [{ expiry: 5 }, "has no option 'expiry'. There are maxAge, expires, path"],
    [
      { httponly: true },
      "has no option 'httponly'. There are maxAge, expires, path, domain, secure, httpOnly, sameSite, partitioned. Did you mean 'httpOnly'?",
    ],
    [{ constructor: 1 }, "has no option 'constructor'"],
    [{ maxAge: '60' }, 'needs a number of seconds as maxAge, not "60"'],
    [{ maxAge: NaN }, 'needs a number of seconds as maxAge, not NaN'],
    [{ maxAge: Infinity }, 'not Infinity'],
    [{ maxAge: null }, 'not null'],
    [{ expires: 'tomorrow' }, 'needs a valid Date as expires, not "tomorrow"'],
    [{ expires: new Date('x') }, 'needs a valid Date as expires'],
    [{ path: '/; Secure' }, 'needs a path that begins with a slash'],
    [{ path: 'app' }, 'needs a path that begins with a slash'],
    [{ path: '/\r\nX: 1' }, 'needs a path that begins with a slash'],
    [{ domain: 'a.example; Secure' }, "needs a host name, 'example.com', as domain"],
    [{ domain: '' }, 'needs a host name'],
    [{ secure: 'auto' }, 'needs true or false as secure, not "auto"'],
    [{ httpOnly: 1 }, 'needs true or false as httpOnly, not 1'],
    [{ sameSite: 'Lax' }, `needs 'strict', 'lax' or 'none' as sameSite, not "Lax"`],
    [{ sameSite: true }, 'as sameSite, not true'],
    [{ partitioned: 'no' }, 'needs true or false as partitioned'],
  ])('refuses a wrong option: %j', (options, message) => {
    expect(() => cookie('a', 'b', options as CookieOptions)).toThrow(`The cookie 'a' ${message}`.slice(0, 12));
    expect(() => cookie('a', 'b', options as CookieOptions)).toThrow(message);
  });

  it.each(['', 'a b', 'a;b', 'a=b', 'ä', 'a\n', undefined, 5])('refuses a name that is no token: %j', (name) => {
    expect(() => cookie(name as string, 'x')).toThrow('is no name of a cookie');
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'object'],
  ])('refuses a value that is no text: %j', (value, name) => {
    expect(() => cookie('a', value as unknown as string)).toThrow(`The cookie 'a' must be text, not ${name}.`);
  });

  it('refuses what browsers would drop for its size', () => {
    expect(cookie('a', 'x'.repeat(4094))).toHaveLength(4096 + '; Path=/'.length);
    expect(() => cookie('a', 'x'.repeat(4095))).toThrow(
      "The cookie 'a' has 4097 bytes, its name included, and browsers drop one that is larger than 4096.",
    );
  });
});

describe('deleteCookie', () => {
  it('is secure where the name wants it, or browsers would keep the cookie', () => {
    expect(new Response().deleteCookie('__Host-a').headers.get('set-cookie')).toContain('; Secure');
  });

  it('makes the browser drop the cookie', async () => {
    @Controller()
    class Pages {
      @Route('/set')
      set() {
        return new Response().setCookie('a', '1', { path: '/x' });
      }

      @Route('/delete')
      delete() {
        return new Response().deleteCookie('a', { path: '/x' });
      }

      @Route('/x')
      get(request: Request) {
        return [...request.cookies.keys()];
      }
    }
    const client = createApp({ controllers: [Pages] }).testClient();
    await client.get('/set');
    expect((await client.get('/x')).json()).toEqual(['a']);
    await client.get('/delete');
    expect((await client.get('/x')).json()).toEqual([]);
  });

  it('keeps the attributes that tell cookies apart', () => {
    const { headers } = new Response().deleteCookie('a', { path: '/x', domain: 'example.com', maxAge: 60 });
    expect(headers.get('set-cookie')).toBe(
      'a=; Max-Age=0; Domain=example.com; Path=/x; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    );
  });
});
