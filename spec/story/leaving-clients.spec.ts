import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import {
  AfterRequest,
  BeforeRequest,
  ErrorHandler,
  eventStream,
  FromRequest,
  Get,
  Json,
  Post,
  render,
  Request,
  sendFile,
  Session,
  TeardownRequest,
  type App,
} from 'phial';
import { z } from 'zod';
import { loggedBy, type Entry } from '../support/log-of.js';
import { rawPost } from '../support/raw-request.js';
import { recording } from '../support/recording-store.js';
import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

const root = mkdtempSync(join(tmpdir(), 'phial-leaving-'));

/** What has happened, in its order. */
let story: string[] = [];
/** Kept when the server knows that its client is gone. */
let gone: Promise<void> | undefined;

/** Says that a road is under way, and waits there until its client is gone. */
async function waitHere(): Promise<void> {
  story.push('here');
  await gone;
  // The teardown hooks run first.
  await until(() => story.includes('teardown'));
  story.push('awake');
}

class Slow {
  @FromRequest()
  static async make() {
    await waitHere();
    return new Slow();
  }

  [Symbol.dispose]() {
    story.push('disposed');
  }
}

class Late {
  @FromRequest()
  static make() {
    return new Late();
  }

  [Symbol.dispose]() {
    story.push('disposed');
  }
}

class Made {
  @FromRequest()
  static async make() {
    await waitHere();
    return new Made();
  }
}

class Transaction {
  @FromRequest()
  static *begin() {
    try {
      yield new Transaction();
      story.push('committed');
    } finally {
      story.push('finally');
    }
  }
}

class Note extends Json(z.object({ text: z.string() })) {}

class Pages {
  @Get('/text')
  async text() {
    await waitHere();
    return 'text';
  }

  @Get('/page')
  async page() {
    await waitHere();
    return render('page', {});
  }

  @Get('/generator')
  async *generator() {
    try {
      yield 'a';
      story.push('here');
      for (;;) {
        await new Promise(setImmediate);
        yield 'a';
      }
    } finally {
      story.push('closed');
    }
  }

  @Get('/stream')
  stream() {
    const source = new Readable({ read() {} }).on('close', () => story.push('closed'));
    source.push('a');
    story.push('here');
    return source;
  }

  @Get('/late')
  async late() {
    await waitHere();
    return Readable.from(['a']).on('close', () => story.push('closed'));
  }

  @Get('/events')
  events() {
    async function* source() {
      try {
        yield 'a';
        story.push('here');
        for (;;) {
          await new Promise(setImmediate);
          yield 'b';
        }
      } finally {
        story.push('closed');
      }
    }
    return eventStream(source());
  }

  @Get('/web')
  web() {
    return new globalThis.Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('a'));
          story.push('here');
        },
        cancel: () => void story.push('closed'),
      }),
    );
  }

  @Get('/file')
  file() {
    return sendFile('large.txt');
  }

  @Post('/form')
  form(request: Request) {
    story.push('handler');
    return request.files.require('a').filename;
  }

  @Post('/saved')
  async saved(request: Request) {
    await waitHere();
    // Otherwise the files are about to be removed.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await request.files.require('a').save(join(root, 'saved.txt'));
    story.push('saved');
    return '';
  }

  @Post('/json')
  json(note: Note) {
    story.push('handler');
    return note.text;
  }

  @Get('/factory')
  factory(_made: Made) {
    story.push('handler');
    return '';
  }

  @Get('/disposable')
  disposable(_slow: Slow) {
    story.push('handler');
    return '';
  }

  @Get('/transaction')
  async transaction(_transaction: Transaction) {
    await waitHere();
    return 'done';
  }

  @Get('/session')
  session(session: Session) {
    session.set('a', 1);
    return '';
  }

  @Get('/after')
  after() {
    return 'after';
  }

  @Get('/error')
  error() {
    throw new RangeError('meant');
  }

  @ErrorHandler(RangeError)
  async sorry() {
    await waitHere();
    return 'sorry';
  }

  @Get('/hook')
  hook() {
    story.push('handler');
    return '';
  }
}

class Later {
  @AfterRequest()
  after(_late: Late) {}

  @Get('/later')
  async later() {
    await waitHere();
    return '';
  }
}

class Hooks {
  @BeforeRequest({ scope: 'app' })
  async before(request: Request) {
    if (request.path === '/hook') await waitHere();
  }

  @AfterRequest({ scope: 'app' })
  async after(request: Request) {
    if (request.path === '/after') await waitHere();
  }

  @TeardownRequest({ scope: 'app' })
  teardown(_request: Request, error?: Error) {
    story.push(error === undefined ? 'teardown' : `teardown: ${String(error)}`);
  }
}

const boundary = 'multipart/form-data; boundary=x';
const part = '--x\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\n';

describe('A client that leaves', () => {
  const { store } = recording();
  let app: App;
  let address: string;
  let entries: Entry[];
  const strays: unknown[] = [];
  const onStray = (reason: unknown): void => void strays.push(reason);

  beforeAll(async () => {
    writeFileSync(join(root, 'large.txt'), '');
    truncateSync(join(root, 'large.txt'), 200_000_000);
    writeFileSync(join(root, 'page.hbs'), 'page');
    const slow = {
      ...store,
      async set(id: string, data: never, ttl: number) {
        await waitHere();
        await store.set(id, data, ttl);
      },
    };
    const logged = loggedBy();
    entries = logged.entries;
    app = quietApp([Pages, Later, Hooks], {
      root,
      static: { folder: '.' },
      templates: '.',
      secretKey: 'a secret key for the specs',
      session: { store: slow },
      fastify: { logger: logged.logger } as never,
    });
    app.fastify.addHook('onRequest', async ({ raw }) => {
      gone = new Promise((resolve) => raw.socket.once('close', () => resolve()));
    });
    process.on('unhandledRejection', onStray);
    address = await app.run({ port: 0 });
  });

  afterAll(async () => {
    await app.close();
    process.off('unhandledRejection', onStray);
    rmSync(root, { recursive: true });
  });

  beforeEach(() => {
    story = [];
    gone = undefined;
    entries.length = 0;
  });

  /** Sends a request, leaves when it is under way, and gives what has happened when the last of it has. */
  async function leave(bytes: string | Buffer, isHere: () => boolean, last = 'teardown'): Promise<string[]> {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname).on('error', () => {});
    socket.write(bytes);
    await until(isHere);
    socket.destroy();
    await until(() => story.includes(last) && story.includes('teardown'));
    return story;
  }

  function get(path: string, last?: string): Promise<string[]> {
    return leave(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`, () => story.includes('here'), last);
  }

  /** The large files that are open, on Linux. */
  function openFiles(): number {
    return readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).endsWith('large.txt')).length;
  }

  function uploads(): string[] {
    return readdirSync(tmpdir()).filter(
      (name) => name.startsWith('phial-upload-') && name.includes(`-${process.pid}-`),
    );
  }

  afterEach(() => expect([entries, strays]).toEqual([[], []]));

  it.each(['text', 'page', 'after', 'error', 'session'])('is no error: %s that waits', async (path) => {
    expect(await get(`/${path}`, 'awake')).toEqual(['here', 'teardown', 'awake']);
  });

  it.each(['factory', 'hook'])('has the handler called behind a %s that waits, whose work may matter', async (path) => {
    expect(await get(`/${path}`, 'handler')).toEqual(['here', 'teardown', 'awake', 'handler']);
  });

  it.each(['generator', 'stream', 'events', 'web'])('closes what is sent: %s', async (path) => {
    expect(await get(`/${path}`, 'closed')).toEqual(['here', 'teardown', 'closed']);
  });

  it('closes what is returned too late', async () => {
    expect(await get('/late', 'closed')).toEqual(['here', 'teardown', 'awake', 'closed']);
  });

  it('has a generator factory run to its end', async () => {
    expect(await get('/transaction', 'finally')).toEqual(['here', 'teardown', 'awake', 'committed', 'finally']);
  });

  it('has what a factory makes too late disposed of when the handler is done', async () => {
    expect(await get('/disposable', 'disposed')).toEqual(['here', 'teardown', 'awake', 'handler', 'disposed']);
  });

  it('has what a later hook opens disposed of', async () => {
    expect(await get('/later', 'disposed')).toEqual(['here', 'teardown', 'awake', 'disposed']);
  });

  it.each(['/file', '/static/large.txt'])('leaves no file open: %s', async (path) => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname).on('error', () => {});
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await until(() => openFiles() > 0);
    expect(openFiles()).toBe(1);
    socket.destroy();
    await until(() => openFiles() === 0);
    expect(openFiles()).toBe(0);
  });

  it('leaves no file of a form behind', async () => {
    const half = rawPost('/form', boundary, part + 'x'.repeat(2_000_000), { 'Content-Length': 3_000_000 });
    expect(await leave(half, () => uploads().length > 0)).toEqual(['teardown']);
    await until(() => uploads().length === 0);
    expect(uploads()).toEqual([]);
  });

  it('leaves the files of a form to a handler that is at work', async () => {
    const whole = rawPost('/saved', boundary, `${part}${'x'.repeat(2_000_000)}\r\n--x--\r\n`);
    const isHere = (): boolean => story.includes('here');
    expect(await leave(whole, isHere, 'saved')).toEqual(['here', 'teardown', 'awake', 'saved']);
    expect(statSync(join(root, 'saved.txt')).size).toBe(2_000_000);
    await until(() => uploads().length === 0);
    expect(uploads()).toEqual([]);
  });

  it('never reaches the handler with half of its JSON', async () => {
    const half = rawPost('/json', 'application/json', '{"text":', { 'Content-Length': 1000 });
    expect(await leave(half, () => gone !== undefined)).toEqual(['teardown']);
  });
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // It is that of the folder itself, which is read.
    return '';
  }
}
