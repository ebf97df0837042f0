import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { Request, Response, Route, TeardownRequest, type AppOptions, type TestResponse } from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';
import { sessionApp } from '../support/session-app.js';

const PUBLIC = 'public, max-age=600';

/** What a stream is answered with that does something in its source, and what is logged. */
async function streamOf(
  source: (request: Request) => AsyncGenerator<string>,
  caching?: string,
  options: AppOptions = {},
): Promise<{ response: TestResponse | undefined; log: Entry[] }> {
  class Pages {
    @Route('/')
    page(request: Request) {
      return new Response(source(request), { headers: caching === undefined ? {} : { 'Cache-Control': caching } });
    }
  }
  const { logger, entries: log } = loggedBy();
  const browser = sessionApp([Pages], { ...options, fastify: { logger } }).testClient();
  await browser.session((session) => session.set('name', 'Ada'));
  const response = await browser.get('/').catch(() => undefined);
  return { response, log };
}

async function* early(request: Request): AsyncGenerator<string> {
  await wait(1);
  yield request.session.get('name', 'nobody');
}

async function* page(request: Request): AsyncGenerator<string> {
  yield await request.render('p');
}

async function* late(request: Request): AsyncGenerator<string> {
  yield 'Hello ';
  await wait(20);
  yield request.session.get('name', 'nobody');
}

describe('A stream whose source reads the session', () => {
  it('has Vary: Cookie when that is before its first piece', async () => {
    const { response } = await streamOf(early, PUBLIC);
    expect([response?.text, response?.headers['vary'], response?.headers['cache-control']]).toEqual([
      'Ada',
      'Cookie',
      PUBLIC,
    ]);
  });

  it('has Vary: Accept-Language when that piece is in the language of its reader', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-streams-'));
    writeFileSync(join(root, 'p.hbs'), '{{session.name}} {{number 1.5}}');
    const { response } = await streamOf(page, PUBLIC, { root, templates: '.' });
    rmSync(root, { recursive: true });
    expect([response?.text, response?.headers['vary']]).toEqual(['Ada 1.5', 'Cookie, Accept-Language']);
  });

  it('is broken off when caches may give it to others, and its headers are out', async () => {
    const { response, log } = await streamOf(late, PUBLIC);
    expect(response?.text).not.toBe('Hello Ada');
    expect(log.map(({ err }) => err?.message)).toEqual([
      "Pages.page: the session was read for the first time in a stream that had begun, and its Cache-Control lets caches give it to other visitors. Declare a parameter `session: Session` in the handler, so that the response gets Vary: Cookie; or let it be 'private'.",
    ]);
  });

  it.each([undefined, 'no-store', 'private, max-age=60', 'no-cache'])(
    'is sent with Cache-Control: %s',
    async (caching) => {
      const { response, log } = await streamOf(late, caching);
      expect([response?.text, log]).toEqual(['Hello Ada', []]);
    },
  );
});

describe('A teardown hook', () => {
  it('reads the session behind a stream that anybody may keep', async () => {
    const seen: unknown[] = [];
    let over!: () => void;
    const isOver = new Promise<void>((done) => {
      over = done;
    });
    class Pages {
      @Route('/')
      page() {
        return new Response(['a', 'b'].values(), { headers: { 'Cache-Control': PUBLIC } });
      }

      @TeardownRequest()
      end({ session }: Request) {
        seen.push(session.get('name'));
        over();
      }
    }
    const browser = sessionApp([Pages]).testClient();
    await browser.session((session) => session.set('name', 'Ada'));
    await browser.get('/');
    await isOver;
    expect(seen).toEqual(['Ada']);
  });
});
