import assert from 'node:assert';
import { format, inspect } from 'node:util';

import { createApp, MultiDict, Post, Request, Response, Session } from 'phial';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

/** What a handler's code says of what it is given, by a client that names its keys as Node's own members. */
async function told(tell: (of: Record<string, object>) => unknown): Promise<unknown> {
  class Pages {
    @Post('/pages/:id')
    save(request: Request, session: Session) {
      session.set('href', 1);
      const { args, form, headers, cookies, files, app } = request;
      const response = new Response('x', { headers: { href: 'h', 'X-Tag': ['a', 'b'] } });
      const file = files.require('href');
      return { told: tell({ request, session, args, form, headers, cookies, files, file, response, app }) };
    }
  }
  const client = quietApp([Pages], { secretKey: 'a secret that is long enough for keys' }).testClient({
    throwErrors: true,
  });
  const answer = await client.post('/pages/1?href=x&q=1&q=2', {
    form: { href: 'x' },
    files: { href: { filename: 'a.txt', content: 'b' } },
    headers: { cookie: 'href=x', href: 'x', authorization: 'Bearer hidden' },
  });
  return (answer.json() as { told: unknown }).told;
}

const NAMES = ['request', 'session', 'args', 'form', 'headers', 'cookies', 'files', 'file', 'response', 'app'];

describe('console.log()', () => {
  it.each(NAMES)('shows what a handler is given: %s', async (name) => {
    expect(await told((of) => format('%o %O', of[name], [of[name]]).length)).toBeGreaterThan(0);
  });

  it('shows a request by its method, path and endpoint, and nothing that is secret', async () => {
    expect(await told(({ request }) => inspect(request, { depth: 8 }))).toBe(
      "Request { method: 'POST', path: '/pages/1', endpoint: 'pages.save' }",
    );
  });

  it('shows it inside of other objects, as deep as they are shown', async () => {
    expect(await told(({ request }) => inspect({ request }, { depth: 0 }))).toBe('{ request: [Request] }');
  });

  it("shows Fastify's request, which has it as a member", async () => {
    expect(await told(({ request }) => format((request as Request).environ.request))).toContain("path: '/pages/1'");
  });

  it('shows what a client has sent, and how often', async () => {
    expect(await told(({ args }) => inspect(args))).toBe("MultiDict { href: 'x', q: [ '1', '2' ] }");
  });

  it('shows the headers of a response', async () => {
    expect(await told(({ response }) => inspect((response as Response).headers, { breakLength: Infinity }))).toBe(
      "ResponseHeaders { href: 'h', 'x-tag': [ 'a', 'b' ], 'content-type': 'text/html; charset=utf-8' }",
    );
  });

  it('shows the classes themselves, and what stands before their objects', () => {
    for (const type of [Request, Response, MultiDict]) expect(format('%o', type.prototype)).toContain(type.name);
  });
});

describe('node:assert', () => {
  it.each(NAMES.filter((name) => name !== 'app'))('says that two values differ: %s', async (name) => {
    const equal = (of: Record<string, object>): string => {
      try {
        assert.deepStrictEqual(of[name], {});
        return 'they are equal';
      } catch (error) {
        return (error as Error).name;
      }
    };
    expect(await told(equal)).toBe('AssertionError');
  });
});

describe('A request as data', () => {
  it('is its method, path and endpoint in a log, and not what its client has sent', async () => {
    const { logger, entries } = loggedBy();
    class Pages {
      @Post('/pages')
      save(request: Request) {
        request.log.warn({ request, app: request.app }, 'Saved');
        return 'saved';
      }
    }
    const config = { key: 'hidden' };
    const app = createApp({ controllers: [Pages], config, fastify: { logger } });
    await app.testClient().post('/pages', { headers: { authorization: 'Bearer hidden', cookie: 'a=hidden' } });
    expect(entries).toMatchObject([
      { msg: 'Saved', request: { method: 'POST', path: '/pages', endpoint: 'pages.save' } },
    ]);
    expect(JSON.stringify(entries)).not.toContain('hidden');
  });

  it.each([false, true])('is refused where it is the app, which has the settings (in a list: %s)', async (isInList) => {
    class Pages {
      @Post('/pages')
      save({ app }: Request) {
        return (isInList ? [app] : app) as never;
      }
    }
    const client = quietApp([Pages], { config: { key: 'hidden' } }).testClient({ throwErrors: true });
    await expect(client.post('/pages')).rejects.toThrow('app.config.title');
  });
});
