import { request as httpRequest } from 'node:http';
import { once } from 'node:events';

import { BeforeRequest, createApp, ErrorHandler, Request, Route, type AppOptions, type SetupError } from 'phial';
import { loggedBy, type Entry } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

class Notes {
  @Route('/', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
  write(request: Request) {
    return `${request.method} done`;
  }

  @Route('/webhook', ['POST'], { csrf: false })
  webhook() {
    return 'heard';
  }

  @Route('/strict', ['POST'], { csrf: true })
  strict() {
    return 'strict';
  }
}

interface Sent {
  method?: string;
  path?: string;
  options?: AppOptions;
}

/** The status of a request with these headers; its host is example.com. */
async function status(
  headers: Record<string, string>,
  { method = 'POST', path = '/', options = {} }: Sent = {},
): Promise<number> {
  const client = createApp({ controllers: [Notes], ...options }).testClient();
  return (await client.request(method, path, { headers: { host: 'example.com', ...headers } })).status;
}

describe('Cross-site writes', () => {
  describe('by a browser that sends Sec-Fetch-Site', () => {
    it.each([
      ['same-origin', 200],
      ['none', 200],
      ['same-site', 403],
      ['cross-site', 403],
      ['Same-Origin', 403],
      ['', 403],
      ['same-origin, cross-site', 403],
    ])('are told by it: %j is %d', async (site, expected) => {
      expect(await status({ 'sec-fetch-site': site })).toBe(expected);
    });

    it('are told by it alone: an Origin that fits makes nothing good', async () => {
      expect(await status({ 'sec-fetch-site': 'cross-site', origin: 'http://example.com' })).toBe(403);
    });

    it('are told by it alone: behind a proxy that nobody told of, the Origin does not fit', async () => {
      expect(await status({ 'sec-fetch-site': 'same-origin', origin: 'https://example.com' })).toBe(200);
    });
  });

  describe('by an older browser', () => {
    it.each([
      ['http://example.com', 200],
      ['HTTP://EXAMPLE.COM', 200],
      ['https://example.com', 403],
      ['http://example.com:8080', 403],
      ['http://sub.example.com', 403],
      ['http://example.com.evil.example', 403],
      ['http://evil.example', 403],
      ['null', 403],
      ['', 403],
      ['nonsense', 403],
    ])('are told by scheme, host and port of the Origin: %j is %d', async (origin, expected) => {
      expect(await status({ origin })).toBe(expected);
    });

    it.each([
      ['http://example.com:5000', 200],
      ['http://example.com', 403],
    ])('are told by the port, too: %s', async (origin, expected) => {
      expect(await status({ origin, host: 'example.com:5000' })).toBe(expected);
    });

    it('are told by the scheme that a trusted proxy forwards', async () => {
      const options = { fastify: { trustProxy: true } };
      expect(await status({ origin: 'https://example.com', 'x-forwarded-proto': 'https' }, { options })).toBe(200);
      expect(await status({ origin: 'http://example.com', 'x-forwarded-proto': 'https' }, { options })).toBe(403);
    });

    it('are not told by what an untrusted client forwards', async () => {
      expect(await status({ origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' })).toBe(403);
    });
  });

  it('are not what a client does that sends neither header', async () => {
    expect(await status({})).toBe(200);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('are refused for %s', async (method) => {
    expect(await status({ 'sec-fetch-site': 'cross-site' }, { method })).toBe(403);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('are no matter for %s, which changes nothing', async (method) => {
    expect(await status({ 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' }, { method })).toBe(200);
  });

  it('are refused for methods that browsers do not send without being asked, too', async () => {
    class Folder {
      @Route('/', ['PROPFIND'])
      list() {
        return 'listed';
      }
    }
    expect(
      await status({ origin: 'http://evil.example' }, { method: 'PROPFIND', options: { controllers: [Folder] } }),
    ).toBe(403);
  });

  describe('from an origin in trustedOrigins', () => {
    const options = { trustedOrigins: ['https://app.example.com', 'HTTPS://Other.example:443/'] };

    it.each([
      ['https://app.example.com', 200],
      ['https://other.example', 200],
      ['http://app.example.com', 403],
      ['https://evil.example', 403],
    ])('are taken: %s is %d', async (origin, expected) => {
      expect(await status({ origin, 'sec-fetch-site': 'cross-site' }, { options })).toBe(expected);
      expect(await status({ origin }, { options })).toBe(expected);
    });

    it('are refused when the browser does not say which it is', async () => {
      expect(await status({ 'sec-fetch-site': 'cross-site' }, { options })).toBe(403);
    });
  });

  it.each<[unknown, RegExp]>([
    [
      ['example.com'],
      /trustedOrigins: "example\.com" is no origin\s+Write scheme and host alone: 'https:\/\/app\.example\.com'/,
    ],
    [['https://example.com/path'], /is no origin/],
    [['https://example.com?x'], /is no origin/],
    [['*'], /is no origin, and stands for no others\s+Name each origin, or write csrf: false/],
    [['null'], /is no origin/],
    [[5], /5 is no origin/],
    [
      'https://example.com',
      /trustedOrigins: it is "https:\/\/example\.com", which is no list\s+Write a list: \["https:\/\/example\.com"\]/,
    ],
  ])('are not allowed for what is no origin, %j', (trustedOrigins, message) => {
    expect(() => createApp({ controllers: [Notes], trustedOrigins: trustedOrigins as string[] })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message) as string }) as SetupError,
    );
  });

  it('are taken by a route with csrf: false, and by no other', async () => {
    expect(await status({ origin: 'http://evil.example' }, { path: '/webhook' })).toBe(200);
    expect(await status({ origin: 'http://evil.example' })).toBe(403);
  });

  it('are taken by an app with csrf: false, but for a route with csrf: true', async () => {
    const options = { csrf: false };
    expect(await status({ origin: 'http://evil.example' }, { options })).toBe(200);
    expect(await status({ origin: 'http://evil.example' }, { options, path: '/strict' })).toBe(403);
  });

  it('see no before-hooks and no handler, but the error handlers', async () => {
    const seen: string[] = [];
    class Pages {
      @BeforeRequest()
      before() {
        seen.push('before');
      }

      @Route('/', ['POST'])
      write() {
        seen.push('handler');
        return 'done';
      }

      @ErrorHandler(403)
      refused(error: Error) {
        seen.push(error.message);
        return 'refused';
      }
    }
    const response = await createApp({ controllers: [Pages] })
      .testClient()
      .post('/', { headers: { origin: 'http://evil.example' } });
    expect([response.status, response.text, seen]).toEqual([403, 'refused', ['This request came from another site.']]);
  });

  it('are refused before the body has arrived', async () => {
    const app = quietApp([Notes]);
    const address = await app.run({ port: 0 });
    const request = httpRequest(address, {
      method: 'POST',
      headers: { origin: 'http://evil.example', 'content-type': 'application/json', 'content-length': '1000000' },
    });
    request.on('error', () => {});
    request.write('{');
    const [response] = (await once(request, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(403);
    request.destroy();
    await app.close();
  });
});

describe('The log of a cross-site write', () => {
  /** What is logged of one with these headers, sent to http://example.com. */
  async function logOf(headers: Record<string, string>, path = '/'): Promise<Entry[]> {
    const { logger, entries } = loggedBy();
    const client = createApp({ controllers: [Notes], fastify: { logger } }).testClient();
    await client.post(path, { headers: { host: 'example.com', ...headers } });
    return entries;
  }

  it('names both origins, and the option', async () => {
    const [entry] = await logOf({ origin: 'http://localhost:5173' });
    expect(entry).toMatchObject({ level: 40, origin: 'http://localhost:5173', ownOrigin: 'http://example.com' });
    expect(entry!.msg).toMatch(/^POST \/ was refused with 403: it came from "http:\/\/localhost:5173"/);
    expect(entry!.msg).toContain('createApp({ trustedOrigins: ["http://localhost:5173"] })');
  });

  it('says what a proxy does that drops the port', async () => {
    const [entry] = await logOf({ origin: 'http://example.com:8080' });
    expect(entry!.msg).toContain('They differ in the port: a proxy in between may drop it');
  });

  it('says what a proxy does that hides https', async () => {
    const [entry] = await logOf({ origin: 'https://example.com' });
    expect(entry!.msg).toContain('They differ in the scheme');
    expect(entry!.msg).toContain('trustProxy');
  });

  it.each([
    ['null', { origin: 'null' }],
    ['none', { 'sec-fetch-site': 'cross-site' }],
  ])('names no option that would not help: an origin of %s', async (_what, headers) => {
    const [entry] = await logOf(headers);
    expect(entry!.msg).toContain('trustedOrigins cannot name it');
  });

  it('is short, and one line, whatever a client sends', async () => {
    const [entry] = await logOf({ origin: `http://${'x'.repeat(5000)}` }, `/?${'y'.repeat(5000)}`);
    expect(JSON.stringify(entry).length).toBeLessThan(1500);
    expect(entry!.msg).not.toContain('\n');
  });

  it('is empty for a request that is served', async () => {
    expect(await logOf({ origin: 'http://example.com' })).toEqual([]);
  });
});

describe('request.isCrossSite', () => {
  class Pages {
    @Route('/')
    index(request: Request) {
      return { isCrossSite: request.isCrossSite };
    }
  }
  const ask = async (headers: Record<string, string>): Promise<unknown> => {
    const client = createApp({ controllers: [Pages], trustedOrigins: ['https://friend.example'] }).testClient();
    return (await client.get('/', { headers: { host: 'example.com', ...headers } })).json();
  };

  it.each([
    ['no browser at all', {}, false],
    ['a page of this site', { origin: 'http://example.com' }, false],
    ['a trusted site', { origin: 'https://friend.example', 'sec-fetch-site': 'cross-site' }, false],
    ['another site', { origin: 'https://evil.example' }, true],
    ['a frame without an origin', { origin: 'null' }, true],
  ])('tells of a GET that comes from %s', async (_what, headers, isCrossSite) => {
    expect(await ask(headers as Record<string, string>)).toEqual({ isCrossSite });
  });
});
