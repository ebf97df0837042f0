import { request as ask } from 'node:http';

import type { FastifyInstance } from 'fastify';
import { createApp, FromRequest, Get, TeardownRequest, type App, type AppOptions } from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Connection {
  @FromRequest()
  static connect() {
    return new this();
  }

  [Symbol.dispose]() {
    story.push(`${this.constructor.name} disposed of`);
  }
}

class Cursor {
  @FromRequest()
  static async open(_connection: Connection) {
    return new Cursor();
  }

  async [Symbol.asyncDispose]() {
    await new Promise(setImmediate);
    story.push('Cursor disposed of');
  }
}

class Pages {
  @Get('/')
  index(_cursor: Cursor) {
    return 'ok';
  }

  @TeardownRequest()
  async teardown() {
    await new Promise(setImmediate);
    story.push('teardown');
  }
}

/** Asks, and waits for so many things to happen. */
async function ended(app: App, count = 1): Promise<string[]> {
  await app.testClient().get('/');
  await until(() => story.length >= count);
  return story;
}

describe('What a factory returns', () => {
  it('is disposed of after the teardown hooks, the last first', async () => {
    expect(await ended(quietApp([Pages]), 3)).toEqual(['teardown', 'Cursor disposed of', 'Connection disposed of']);
  });

  it('is disposed of when the handler fails', async () => {
    class Failing {
      @Get('/')
      index(_connection: Connection): string {
        throw new Error('no');
      }
    }
    expect(await ended(quietApp([Failing]))).toEqual(['Connection disposed of']);
  });

  it("is disposed of when a plugin's error handler has answered in Phial's place", async () => {
    class Failing {
      @Get('/')
      index(_connection: Connection): string {
        throw new Error('no');
      }
    }
    const answerItself = Object.assign(
      async (scope: FastifyInstance) =>
        void scope.setErrorHandler((_error, _request, reply) => void reply.send('by a plugin')),
      { [Symbol.for('skip-override')]: true },
    );
    const own = { name: 'own', controllers: [Failing], plugins: [answerItself] };
    expect(await ended(quietApp([], { blueprints: [own] }))).toEqual(['Connection disposed of']);
  });

  it('is not disposed of when it is a service', async () => {
    class Service {
      [Symbol.dispose]() {
        story.push('Service disposed of');
      }
    }
    class Lent extends Service {
      @FromRequest()
      static lend(): Lent {
        return shared;
      }
    }
    const shared = new Lent();
    class Lending {
      @Get('/')
      index(_lent: Lent) {
        return 'ok';
      }
    }
    const app = quietApp([Lending], { services: [shared] });
    await app.testClient().get('/');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(story).toEqual([]);
  });

  it('is disposed of once when another factory gives it, too', async () => {
    class Special extends Connection {
      @FromRequest()
      static override connect() {
        return new this();
      }
    }
    class Given extends Connection {
      static override [Symbol.hasInstance](value: unknown) {
        return value instanceof Connection;
      }

      @FromRequest()
      static give(special: Special): Connection {
        return special;
      }
    }
    class Giving {
      @Get('/')
      index(_given: Given, _special: Special) {
        return 'ok';
      }
    }
    expect(await ended(quietApp([Giving]))).toEqual(['Special disposed of']);
  });

  it('is logged when it cannot be disposed of, and keeps no other from it', async () => {
    class Stuck {
      @FromRequest()
      static make(_connection: Connection) {
        return new Stuck();
      }

      [Symbol.dispose]() {
        throw new Error('it is stuck');
      }
    }
    class Stucks {
      @Get('/')
      index(_stuck: Stuck) {
        return 'ok';
      }
    }
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Stucks], fastify: { logger } } as AppOptions);
    expect(await ended(app)).toEqual(['Connection disposed of']);
    expect(entries.map(({ msg, err }) => [msg, err!.message])).toEqual([
      ['What Stuck.make made could not be disposed of.', 'it is stuck'],
    ]);
  });

  it('is kept for a handler that is at work when the client is gone', async () => {
    let arrived = () => {};
    const isThere = new Promise<void>((resolve) => (arrived = resolve));
    class Slow {
      @Get('/')
      async index(_connection: Connection) {
        arrived();
        await new Promise((resolve) => setTimeout(resolve, 100));
        story.push('handled');
        return 'late';
      }
    }
    const app = quietApp([Slow]);
    const client = ask(await app.run({ port: 0 })).on('error', () => {});
    client.end();
    await isThere;
    client.destroy();
    await until(() => story.length === 2);
    await app.close();
    expect(story).toEqual(['handled', 'Connection disposed of']);
  });
});
