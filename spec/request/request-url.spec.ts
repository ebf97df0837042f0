import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

import {
  Abort,
  ErrorHandler,
  Get,
  redirect,
  Redirect,
  Request,
  Route,
  type AppOptions,
  type TestRequestOptions,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

type Read = (request: Request) => unknown;

/** An app whose handlers return what `read` reads of their request. */
function appThatReads(read: Read, options: AppOptions = {}) {
  class Reader {
    @Route('/')
    index(request: Request) {
      return { value: read(request) };
    }

    @Route('/files/:name')
    @Route('/*')
    file(request: Request) {
      return { value: read(request) };
    }
  }

  return quietApp([Reader], options);
}

/** What `read` reads of a request for a path. */
async function ask(read: Read, path: string, options?: TestRequestOptions, appOptions?: AppOptions): Promise<unknown> {
  const response = await appThatReads(read, appOptions).testClient({ throwErrors: true }).get(path, options);
  return response.json().value;
}

/** What `read` reads of a request that is written to a socket by hand. */
async function askRaw(read: Read, head: string, appOptions?: AppOptions): Promise<unknown> {
  const app = appThatReads(read, appOptions);
  const { port } = new URL(await app.run({ port: 0 }));
  try {
    const answer = await new Promise<string>((done, fail) => {
      let text = '';
      connect(Number(port), '127.0.0.1')
        .on('data', (data) => (text += data))
        .on('end', () => done(text))
        .on('error', fail)
        .write(`${head}\r\nConnection: close\r\n\r\n`);
    });
    return JSON.parse(answer.split('\r\n\r\n')[1]!).value;
  } finally {
    await app.close();
  }
}

const behindProxy: AppOptions = { fastify: { trustProxy: true } };

describe('request.path', () => {
  const path: Read = (request) => request.path;

  it.each([
    ['/files/a', '/files/a'],
    ['/files/a?b=c', '/files/a'],
    ['/files/a%20b', '/files/a b'],
    ['/files/%E6%97%A5%E6%9C%AC', '/files/日本'],
    ['/files/a%2Fb', '/files/a/b'],
    ['/files/a+b', '/files/a+b'],
    ['/?', '/'],
  ])('of %s is %s', async (target, expected) => {
    expect(await ask(path, target)).toBe(expected);
  });

  it.each([
    ['//evil.example/A', '/evil.example/A'],
    ['///evil.example', '/evil.example'],
    ['/%2Fevil.example', '/evil.example'],
    ['/%5Cevil.example', '/evil.example'],
    ['/\\evil.example', '/evil.example'],
    ['/%09/evil.example', '/evil.example'],
    ['/%0D%5C%0A/%2fevil.example', '/evil.example'],
    ['//', '/'],
    ['/a//b', '/a//b'],
    ['http://example.com//evil.example', '/evil.example'],
  ])('of %s, which could lead to another site, is %s', async (target, expected) => {
    expect(await askRaw(path, `GET ${target} HTTP/1.1\r\nHost: example.com`)).toBe(expected);
  });

  it.each(['/a%0Ab', '/a%00', '/a%0D%0Ax-evil:1', '/a%7F'])(
    'of %s keeps its control characters encoded, so that it may stand in a redirect',
    async (target) => {
      class Pages {
        @Route('/*')
        page(request: Request) {
          return redirect(request.path);
        }
      }
      const { status, location } = await quietApp([Pages]).testClient().get(target);
      expect([status, location]).toEqual([302, target]);
    },
  );
});

describe('request.fullPath', () => {
  const fullPath: Read = (request) => request.fullPath;

  it('begins with one slash, too', async () => {
    expect(await askRaw(fullPath, 'GET //evil.example?a=1 HTTP/1.1\r\nHost: a')).toBe('/evil.example?a=1');
  });

  it('has no backslash, which browsers read as a slash', async () => {
    expect(await askRaw(fullPath, 'GET /a\\b HTTP/1.1\r\nHost: a')).toBe('/a%5Cb');
  });

  it.each([
    ['/files/a%20b?c=%20', '/files/a b?c=%20'],
    ['/files/a', '/files/a'],
    ['/files/a?', '/files/a'],
    ['/?b?c', '/?b?c'],
    ['/files/caf%C3%A9%3f%23?a=1', '/files/café%3f%23?a=1'],
    ['/files/%25%32%46', '/files/%252F'],
  ])('of %s is %s', async (target, expected) => {
    expect(await ask(fullPath, target)).toBe(expected);
  });

  it.each(['what%3F', 'a%23b', '100%25', 'a%2Fb', 'a%5Cb', 'a%20', '%253F', 'caf%C3%A9%3F?a=%3F'])(
    'leads to the page that was asked for: %s',
    async (name) => {
      class Users {
        @Get('/user/:name')
        show(name: string, request: Request) {
          return [name, request.args.get('a') ?? null, request.fullPath];
        }

        @Get('/back')
        back(request: Request) {
          return Redirect.local(request.args.get('next'), '/');
        }
      }
      const client = quietApp([Users]).testClient();
      const asked = (await client.get(`/user/${name}`)).json<[string, string | null, string]>();
      const { pathname, search } = new URL(asked[2], 'http://localhost');
      expect((await client.get(pathname + search)).json()).toEqual(asked);
      const { location } = await client.get(`/back?${new URLSearchParams({ next: asked[2] })}`);
      expect((await client.get(location!)).json()).toEqual(asked);
    },
  );
});

describe('request.fullPath of a path that cannot be decoded', () => {
  it('is as it was sent', async () => {
    class Errors {
      @ErrorHandler(400, { scope: 'app' })
      refused(error: Abort, request: Request) {
        return [error.status, request.fullPath];
      }
    }
    expect((await quietApp([Errors]).testClient().get('/%E0%3F')).json()).toEqual([400, '/%E0%3F']);
  });
});

describe('request.url', () => {
  const url: Read = (request) => request.url;

  it('is absolute, and encoded as it was sent', async () => {
    expect(await ask(url, '/files/a%2Fb%20c?d=%20e')).toBe('http://localhost/files/a%2Fb%20c?d=%20e');
  });

  it('has the host that was asked for', async () => {
    expect(await ask(url, 'http://example.com:8080/?a=1')).toBe('http://example.com:8080/?a=1');
  });

  it('is the same when a proxy sends it whole', async () => {
    expect(await askRaw(url, 'GET http://example.com/files/a?b=c HTTP/1.1\r\nHost: example.com')).toBe(
      'http://example.com/files/a?b=c',
    );
  });

  it('has the path / when a proxy sends none', async () => {
    expect(await askRaw(url, 'GET http://example.com?b=c HTTP/1.1\r\nHost: example.com')).toBe(
      'http://example.com/?b=c',
    );
  });

  it('has no fragment, which only broken clients send', async () => {
    expect(await askRaw(url, 'GET /files/a?b=c#top HTTP/1.1\r\nHost: example.com')).toBe(
      'http://example.com/files/a?b=c',
    );
  });

  it('has some host when the client sent none', async () => {
    expect(await askRaw(url, 'GET / HTTP/1.0')).toBe('http://localhost/');
  });
});

describe('request.params', () => {
  const params: Read = (request) => [
    request.params['name'],
    'constructor' in request.params,
    'toString' in request.params,
  ];

  it('has the variables of the path, decoded, and nothing else', async () => {
    expect(await ask(params, '/files/a%2Fb%20c')).toEqual(['a/b c', false, false]);
  });

  it('has none where the path has none', async () => {
    expect(await ask((request) => Object.keys(request.params), '/')).toEqual([]);
  });
});

describe('request.host', () => {
  const host: Read = (request) => request.host;

  it.each([
    ['example.com', 'example.com'],
    ['example.com:8080', 'example.com:8080'],
    ['example.com:80', 'example.com'],
    ['example.com:443', 'example.com:443'],
    ['[::1]:8080', '[::1]:8080'],
  ])('is, for Host: %s, %s', async (sent, expected) => {
    expect(await ask(host, '/', { headers: { host: sent } })).toBe(expected);
  });

  it('is empty when the client sent none', async () => {
    expect(await askRaw(host, 'GET / HTTP/1.0')).toBe('');
  });

  it('does not believe X-Forwarded-Host of anybody', async () => {
    expect(await ask(host, '/', { headers: { 'x-forwarded-host': 'evil.example' } })).toBe('localhost');
  });

  it('believes X-Forwarded-Host of a trusted proxy', async () => {
    expect(await ask(host, '/', { headers: { 'x-forwarded-host': 'example.com' } }, behindProxy)).toBe('example.com');
  });

  it('has no port that https implies', async () => {
    expect(
      await ask(host, '/', { headers: { host: 'example.com:443', 'x-forwarded-proto': 'https' } }, behindProxy),
    ).toBe('example.com');
  });
});

describe('request.scheme', () => {
  const scheme: Read = (request) => [request.scheme, request.isSecure];

  it('is http over a plain connection', async () => {
    expect(await ask(scheme, '/')).toEqual(['http', false]);
  });

  it('does not believe X-Forwarded-Proto of anybody', async () => {
    expect(await ask(scheme, '/', { headers: { 'x-forwarded-proto': 'https' } })).toEqual(['http', false]);
  });

  it('believes X-Forwarded-Proto of a trusted proxy', async () => {
    expect(await ask(scheme, '/', { headers: { 'x-forwarded-proto': 'https' } }, behindProxy)).toEqual(['https', true]);
  });

  it.each(['javascript', 'ftp', '', 'https://evil.example/?'])(
    'is http when a trusted proxy says %j',
    async (proto) => {
      expect(await ask(scheme, '/', { headers: { 'x-forwarded-proto': proto } }, behindProxy)).toEqual(['http', false]);
    },
  );

  it('reaches the URL from a trusted proxy as http or https alone', async () => {
    const headers = { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'example.com' };
    expect(await ask((request) => request.url, '/', { headers }, behindProxy)).toBe('http://example.com/');
  });
});

describe('request.remoteAddr', () => {
  const remoteAddr: Read = (request) => request.remoteAddr;
  const headers = { 'x-forwarded-for': '203.0.113.7' };

  it('is the address of the client', async () => {
    expect(await askRaw(remoteAddr, 'GET / HTTP/1.1\r\nHost: a')).toBe('127.0.0.1');
  });

  it('does not believe X-Forwarded-For of anybody', async () => {
    expect(await ask(remoteAddr, '/', { headers })).toBe('127.0.0.1');
  });

  it('believes X-Forwarded-For of a trusted proxy', async () => {
    expect(await ask(remoteAddr, '/', { headers }, behindProxy)).toBe('203.0.113.7');
  });

  it('is what the trusted proxies saw, whatever the client wrote before', async () => {
    const forged = { 'x-forwarded-for': '10.0.0.1, 203.0.113.7' };
    expect(await ask(remoteAddr, '/', { headers: forged }, { fastify: { trustProxy: '127.0.0.1' } })).toBe(
      '203.0.113.7',
    );
  });
});

describe('A request over HTTP/2', () => {
  it('has the same URL, host and headers', async () => {
    const app = appThatReads((request) => [request.url, request.host, [...request.headers.keys()]], {
      fastify: { http2: true },
    });
    const session = connectHttp2(await app.run({ port: 0 }));
    const request = session.request({ ':path': '/files/a?b=c', ':authority': 'example.com', 'x-tag': 'a' });
    const answer = (await request.toArray()).join('');
    session.close();
    await app.close();
    expect(JSON.parse(answer).value).toEqual(['http://example.com/files/a?b=c', 'example.com', ['x-tag']]);
  });
});
