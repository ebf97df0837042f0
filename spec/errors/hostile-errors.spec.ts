import { createApp, Route, type TestClient } from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';

class Unreadable extends Error {
  override get message(): string {
    throw new Error('its message throws');
  }

  override get stack(): string {
    throw new Error('its stack throws');
  }
}

const secretive = new Proxy(new Error('behind a proxy'), {
  get() {
    throw new Error('it has no members');
  },
  getPrototypeOf() {
    throw new Error('it has no class');
  },
});

const thrown: Record<string, () => unknown> = {
  frozen: () => Object.freeze(new Error('frozen')),
  sealed: () => Object.seal(new RangeError('sealed')),
  unreadable: () => new Unreadable(),
  secretive: () => secretive,
  undefined: () => undefined,
};

class Pages {
  @Route('/throws/:what')
  throws(what: string) {
    throw thrown[what]!();
  }

  @Route('/stream/:what')
  async *stream(what: string) {
    await Promise.resolve();
    if (what === 'never') yield 'text';
    throw thrown[what]!();
  }

  @Route('/web/:what')
  web(what: string) {
    return new ReadableStream({
      pull() {
        throw thrown[what]!();
      },
    });
  }
}

describe('An error that cannot be changed or read', () => {
  let client: TestClient;
  let entries: Entry[];

  beforeEach(() => {
    const logged = loggedBy();
    entries = logged.entries;
    client = createApp({ controllers: [Pages], fastify: { logger: logged.logger } }).testClient();
  });

  it.each([
    ['frozen', 'Error', /Pages\.throws/],
    ['sealed', 'RangeError', /Pages\.throws/],
  ])('is logged with its message and stack: %s', async (what, name, place) => {
    expect((await client.get(`/throws/${what}`)).status).toBe(500);
    expect(entries[0]!.err!.message).toBe(what);
    expect(entries[0]!.err!.stack).toMatch(new RegExp(`^${name}: ${what}\n`));
    expect(entries[0]!.err!.stack).toMatch(place);
  });

  it.each(['throws', 'stream', 'web'])('is answered, and what can be read of it is logged: from /%s', async (from) => {
    for (const what of Object.keys(thrown)) {
      const { status, text } = await client.get(`/${from}/${what}`);
      expect([what, status]).toEqual([what, 500]);
      expect(text).not.toContain('throws');
    }
    expect(entries).toHaveLength(Object.keys(thrown).length);
  });

  it('can be logged by the app', () => {
    const { logger } = loggedBy();
    const { log } = createApp({ controllers: [Pages], fastify: { logger } });
    expect(() => log.error(Object.freeze(new Error('frozen')), 'it failed')).not.toThrow();
  });
});
