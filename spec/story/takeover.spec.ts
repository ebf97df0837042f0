import {
  abort,
  AfterRequest,
  Controller,
  createApp,
  ErrorHandler,
  FromRequest,
  Get,
  Request,
  Session,
  type App,
} from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';

let log: Entry[];
let heard: unknown[];

type Handler = (request: Request, session: Session) => unknown;

function appWith(handler: Handler, more: (new () => object)[] = []): App {
  @Controller()
  class Notes {
    @Get('/')
    index(request: Request, session: Session): unknown {
      return handler(request, session);
    }

    @AfterRequest()
    after() {
      heard.push('after');
    }
  }
  heard = [];
  const { logger, entries } = loggedBy();
  log = entries;
  return createApp({ controllers: [Notes, ...more], fastify: { logger }, secretKey: 'a secret of the specs' });
}

/** Takes over, and answers as an extension would. */
async function takeOver(request: Request, status = 299): Promise<void> {
  const headers = await request.takeOver({ onEnd: (failure) => heard.push(failure) });
  const { raw } = request.environ.reply;
  raw.writeHead(status, headers as Record<string, string>).end();
}

describe('An answer that was taken over', () => {
  it("is its new owner's, who hears when the handler is done", async () => {
    const app = appWith(async (request) => {
      await takeOver(request);
      heard.push('done');
    });
    expect((await app.testClient().get('/')).status).toBe(299);
    expect(heard).toEqual(['done', undefined]);
    expect(log).toEqual([]);
  });

  it('has the cookie of the session, and what was set on the reply', async () => {
    const app = appWith(async (request, session) => {
      session.set('name', 'Ada');
      request.environ.reply.header('set-cookie', 'other=1');
      await takeOver(request);
      expect(() => session.set('name', 'Eve')).toThrow();
    });
    const { headers } = await app.testClient().get('/');
    expect([headers['set-cookie']].flat().map((cookie) => cookie!.split('=')[0])).toEqual(['other', 'session']);
    expect(log).toEqual([]);
  });

  it('is not answered again when the handler fails: its owner hears of it, and so does the log', async () => {
    const error = new RangeError('No room.');
    const app = appWith(async (request) => {
      await takeOver(request);
      throw error;
    });
    expect((await app.testClient().get('/')).status).toBe(299);
    expect(heard).toEqual([{ thrown: error }]);
    expect(log.map(({ msg }) => msg)).toEqual(['Notes.index failed: GET /']);
  });

  it('ends silently with what was meant as an answer', async () => {
    const app = appWith(async (request) => {
      await takeOver(request);
      abort(404);
    });
    await app.testClient().get('/');
    expect(heard).toEqual([{ thrown: expect.objectContaining({ status: 404 }) }]);
    expect(log).toEqual([]);
  });

  it('is answered as ever when something is thrown before', async () => {
    const app = appWith(() => abort(404));
    expect((await app.testClient().get('/')).status).toBe(404);
    expect(heard).toEqual(['after']);
  });

  it("is its new owner's as well when an error handler has taken it over", async () => {
    class Errors {
      @ErrorHandler(426, { scope: 'app' })
      async upgrade(request: Request) {
        await takeOver(request);
        heard.push('done');
      }
    }
    const app = appWith(() => abort(426), [Errors]);
    expect((await app.testClient().get('/')).status).toBe(299);
    expect([heard, log]).toStrictEqual([['done', undefined], []]);
  });

  it('leaves generator factories open until the handler is done', async () => {
    class Transaction {
      @FromRequest()
      static async *open() {
        yield new Transaction();
        heard.push('committed');
      }
    }
    class Rooms {
      @Get('/room')
      async enter(request: Request, _transaction: Transaction) {
        await takeOver(request);
        heard.push('done');
      }
    }
    heard = [];
    await createApp({ controllers: [Rooms], fastify: { logger: false } })
      .testClient()
      .get('/room');
    expect(heard).toEqual(['done', 'committed', undefined]);
  });

  it('can be taken once', async () => {
    const app = appWith(async (request) => {
      await takeOver(request);
      await expect(request.takeOver({ onEnd() {} })).rejects.toThrow(
        'request.takeOver() was called by Notes.index when there was an answer already.',
      );
    });
    await app.testClient().get('/');
  });
});
