import { Controller, createApp, Redirect, Request, Response, Route, type AppOptions } from 'phial';
import { quietApp } from '../support/quiet-app.js';

@Controller('/deep')
class Login {
  @Route('/login')
  login(request: Request) {
    throw Redirect.local(request.args.get('next'), '/home');
  }
}

/** Where a login leads whose `next` is a target. */
async function nextOf(
  target: string,
  options: AppOptions = {},
  headers: Record<string, string> = {},
): Promise<string | undefined> {
  const app = quietApp([Login], options);
  return (
    await app
      .testClient()
      .get('/deep/login', { query: { next: target }, headers: { host: 'shop.example:5000', ...headers } })
  ).location;
}

describe('Redirect.local', () => {
  it.each([
    ['/account', '/account'],
    ['/', '/'],
    ['/search?q=a//b&next=//evil.example#//evil', '/search?q=a//b&next=//evil.example#//evil'],
    ['account', 'account'],
    ['?page=2', '?page=2'],
    ['#top', '#top'],
    ['/a//b', '/a//b'],
    ['/to ord/søk', '/to%20ord/s%C3%B8k'],
    ['/javascript:alert(1)', '/javascript:alert(1)'],
    ['http://shop.example:5000/account', 'http://shop.example:5000/account'],
    ['http://shop.example:5000', 'http://shop.example:5000'],
    ['http://shop.example:5000?to=a@b', 'http://shop.example:5000?to=a@b'],
    ['http://shop.example:5000/@ada', 'http://shop.example:5000/@ada'],
    ['HTTP://SHOP.EXAMPLE:5000/account', 'HTTP://SHOP.EXAMPLE:5000/account'],
  ])('follows a target on this site: %s', async (target, location) => {
    expect(await nextOf(target)).toBe(location);
  });

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    '/\\/evil.example',
    '\\evil.example',
    'a\\b',
    '/%09/evil.example',
    '/%0a/evil.example',
    '/%0D%0A/evil.example',
    '/%00/evil.example',
    '/%20/evil.example',
    '/%2f/evil.example',
    '/%2Fevil.example',
    '/%5cevil.example',
    '/%5C/evil.example',
    '/..//evil.example',
    '/.//evil.example',
    './/evil.example',
    '/a/../%2fevil.example',
    '/%2e/%5cevil.example',
    '%2f%2fevil.example',
    'http://shop.example:5000//evil.example',
    'http://shop.example:5000/%2fevil.example',
    '/\t/evil.example',
    '\t//evil.example',
    '/\n/evil.example',
    '/\r/evil.example',
    'ht\ntp://evil.example',
    '\0//evil.example',
    ' //evil.example',
    '/ /evil.example',
    ' javascript:alert(1)',
    ' https://evil.example',
    'https://evil.example',
    'HTTPS://evil.example/',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'http:\\\\evil.example',
    'ftp://shop.example:5000/',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'javascript://shop.example:5000/%0aalert(1)',
    'data:text/html,hi',
    'vbscript:x',
    'blob:http://shop.example:5000/x',
    'view-source:http://shop.example:5000/',
    'http://shop.example:5000@evil.example/',
    'http://shop.example:5000.evil.example/',
    'http://evil.example/#shop.example:5000',
    'http://shop.example',
    'http://shop.example:5001/',
    'https://shop.example:5000/',
    '//shop.example:5000/',
    'http://user:pass@shop.example:5000/',
    'http://user@shop.example:5000/',
    'http://@shop.example:5000/',
    'http://:pass@shop.example:5000',
    'http://[::1',
    'http://',
    '',
  ])('does not follow one that leads away: %j', async (target) => {
    expect(await nextOf(target)).toBe('/home');
  });

  it('does not follow what there is none of', async () => {
    const { location } = await createApp({ controllers: [Login] })
      .testClient()
      .get('/deep/login');
    expect(location).toBe('/home');
    expect(Redirect.local(null, '/home').location).toBe('/home');
    expect(Redirect.local(['/a'] as unknown as string, '/home').location).toBe('/home');
  });

  it("knows the site's own scheme and port: the default one may be said or not", async () => {
    const https = { host: 'shop.example', 'x-forwarded-proto': 'https' };
    const options = { fastify: { trustProxy: true } };
    expect(await nextOf('https://shop.example:443/a', options, https)).toBe('https://shop.example:443/a');
    expect(await nextOf('http://shop.example/a', options, https)).toBe('/home');
  });

  it("follows a URL of the app's baseUrl, too, by which a proxy makes it known", async () => {
    expect(await nextOf('https://www.example/a', { baseUrl: 'https://www.example' })).toBe('https://www.example/a');
  });

  it('takes a status', () => {
    expect(Redirect.local('/a', '/home', 303).status).toBe(303);
  });

  it('may fall back to another site, since the handler says so', async () => {
    @Controller()
    class Logout {
      @Route('/')
      logout() {
        return Redirect.local('//evil.example', 'https://login.example/');
      }
    }
    expect(
      (
        await createApp({ controllers: [Logout] })
          .testClient()
          .get('/')
      ).location,
    ).toBe('https://login.example/');
  });

  it.each([undefined, null, '/a\nb'])('needs a fallback that can be sent, used or not: %j', (fallback) => {
    expect(() => Redirect.local('/a', fallback as string)).toThrow(TypeError);
  });

  it('sends along what a Response has', async () => {
    @Controller()
    class Logout {
      @Route('/')
      logout() {
        throw Redirect.local('/a', '/home', 303, new Response().deleteCookie('user'));
      }
    }
    const { status, location, headers } = await createApp({ controllers: [Logout] })
      .testClient()
      .get('/');
    expect([status, location, headers['set-cookie']]).toEqual([303, '/a', expect.stringMatching(/^user=;/)]);
  });

  it('tells no location that leads away', () => {
    expect(Redirect.local('/a', '/home').location).toBe('/a');
    expect(Redirect.local('//evil.example', '/home').location).toBe('/home');
    expect(Redirect.local('http://one.invalid/', '/home').location).toBe('/home');
  });
});
