import { createApp, Request, Response, Route } from 'phial';

import { loggedBy } from '../support/log-of.js';

class Notes {
  @Route('/json', ['POST'])
  async json(request: Request) {
    return (await (request as unknown as { json(): Promise<unknown> }).json()) as object;
  }

  @Route('/status')
  status() {
    const response = new Response('made');
    return (response as unknown as { status(code: number): Response }).status(201);
  }

  @Route('/chained')
  chained() {
    return (new Response('made') as unknown as { status(code: number): Response }).status(201);
  }

  @Route('/missing')
  missing(): string {
    throw Object.assign(new Error('No such note'), { status: 404 });
  }

  @Route('/thrown')
  thrown(): string {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- as Python's HTTPException is thrown
    throw { status: 404, detail: 'No such note' };
  }

  @Route('/number')
  number(): string {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- as some routers take it
    throw 404;
  }

  @Route('/setting')
  setting(request: Request) {
    return (request.app.config as { get(name: string): string }).get('name');
  }

  @Route('/state')
  state(request: Request) {
    (request.state as { set(name: string, value: unknown): void }).set('user', 'Ada');
    return 'Ada';
  }

  @Route('/other')
  other(): string {
    throw new TypeError('notes.json is not a function');
  }
}

/** What is logged of a request to a path, and the debug page as text. */
async function failure(method: string, path: string, debug = false): Promise<{ msg: string; text: string }> {
  const { logger, entries } = loggedBy();
  const app = createApp({ controllers: [Notes], debug, fastify: { logger } });
  const { text } = await app.testClient().request(method, path, method === 'POST' ? { json: {} } : {});
  return { msg: entries.at(-1)!.msg, text };
}

describe('The log of an error', () => {
  it('says that the status of a new Response is a value', async () => {
    expect((await failure('GET', '/chained')).msg).toContain(
      "A Response's status is a value, not a function: write new Response(body, { status, headers, type })",
    );
  });

  it('says that request.json is a value', async () => {
    expect((await failure('POST', '/json')).msg).toBe(
      'Notes.json failed: POST /json. request.json is a value, not a function: write it without ().',
    );
  });

  it('says that response.status is a value', async () => {
    expect((await failure('GET', '/status')).msg).toContain('response.status is a value, not a function');
  });

  it('says that the status of an error is not read', async () => {
    expect((await failure('GET', '/missing')).msg).toBe(
      'Notes.missing failed: GET /missing. The status of the error, 404, is not read: for an answer with it, throw new Abort(404).',
    );
  });

  it('says what to write instead of a thrown object with a status', async () => {
    expect((await failure('GET', '/thrown')).msg).toBe(
      'Notes.thrown failed: GET /thrown. For an answer with that status, write abort(404, message).',
    );
  });

  it('says what to write instead of a thrown status', async () => {
    expect((await failure('GET', '/number')).msg).toBe(
      'Notes.number failed: GET /number. For an answer with that status, write abort(404).',
    );
  });

  it.each([
    ['/setting', 'app.config.name'],
    ['/state', 'request.state.name = value'],
  ])('says that settings and state are plain objects: %s', async (path, cure) => {
    expect((await failure('GET', path)).msg).toContain(cure);
  });

  it('says nothing of what it does not know', async () => {
    expect((await failure('GET', '/other')).msg).toBe('Notes.other failed: GET /other');
  });
});

describe('The debug page', () => {
  it('says the same', async () => {
    expect((await failure('GET', '/missing', true)).text).toContain('throw new Abort(404)');
  });
});
