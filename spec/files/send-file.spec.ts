import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { askTwice } from '../support/ask-twice.js';
import { jest } from '@jest/globals';
import {
  AfterRequest,
  Controller,
  createApp,
  ErrorHandler,
  makeResponse,
  Request,
  Response,
  Route,
  sendFile,
  Session,
  type App,
  type SendFileOptions,
} from 'phial';
import { ChildApp } from '../support/child-app.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

const HOUR = 3600;
const [MARCH, APRIL] = ['Sun, 01 Mar 2026 10:00:00 GMT', 'Wed, 01 Apr 2026 10:00:00 GMT'];
const FEBRUARY = 'Sun, 01 Feb 2026 10:00:00 GMT';

describe('sendFile', () => {
  let root: string;
  let options: SendFileOptions;

  @Controller()
  class Files {
    @Route('/file', ['GET', 'POST'])
    send(request: Request) {
      return sendFile(request.args.require('path'), options);
    }

    @Route('/own-headers')
    ownHeaders() {
      return new Response(sendFile('report.txt'), {
        headers: { 'Cache-Control': 'no-store', ETag: '"mine"', 'Content-Type': 'text/x-mine', 'Content-Length': '1' },
      });
    }

    @Route('/versioned')
    versioned(request: Request) {
      return makeResponse(sendFile('report.txt'), undefined, { ETag: '"v7"' }).makeConditional(request);
    }

    @Route('/dated')
    dated() {
      return makeResponse(sendFile('report.txt'), undefined, { 'Last-Modified': MARCH });
    }

    @Route('/gone')
    gone() {
      return new Response(sendFile('report.txt'), { status: 410 });
    }

    @Route('/personal')
    personal(session: Session) {
      return sendFile(`${String(session.get('name', 'report'))}.txt`, options);
    }
  }

  const shared = new Response(sendFile('report.txt'));

  @Controller('/hooked')
  class Hooked {
    @Route('/file')
    send(request: Request) {
      return sendFile(request.args.require('path'));
    }

    @Route('/shared')
    shared() {
      return shared;
    }

    @AfterRequest()
    note(response: Response) {
      response.headers.set('X-Seen', `${response.status} ${response.type} ${response.headers.get('content-range')}`);
    }

    @ErrorHandler(404)
    missing() {
      return 'There is no such report.';
    }

    @ErrorHandler(416)
    outOfRange() {
      return 'It is shorter than that.';
    }
  }

  function makeApp(): App {
    return quietApp([Files, Hooked], { root, secretKey: 'a secret key for the specs' });
  }

  function get(path: string, headers: Record<string, string> = {}) {
    return makeApp().testClient().get('/file', { query: { path }, headers });
  }

  beforeEach(() => {
    options = {};
    root = mkdtempSync(join(tmpdir(), 'phial-send-file-'));
    mkdirSync(join(root, 'folder'));
    writeFileSync(join(root, 'report.txt'), '0123456789');
    writeFileSync(join(root, '.env'), 'PASSWORD=1');
    writeFileSync(join(root, 'page.html'), '<p>');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('sends a file by its path below root', async () => {
    const { status, text } = await get('report.txt');
    expect([status, text]).toEqual([200, '0123456789']);
  });

  it('takes an absolute path inside root', async () => {
    expect((await get(join(root, 'report.txt'))).text).toBe('0123456789');
  });

  it('takes the content type from the extension', async () => {
    expect((await get('report.txt')).headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('says that an .svgz is compressed, unless it is downloaded', async () => {
    writeFileSync(join(root, 'logo.svgz'), 'x');
    const { headers } = await get('logo.svgz');
    expect([headers['content-type'], headers['content-encoding']]).toEqual(['image/svg+xml', 'gzip']);
    options = { download: true };
    expect((await get('logo.svgz')).headers).not.toHaveProperty('content-encoding');
  });

  it('is bytes when the extension says nothing', async () => {
    writeFileSync(join(root, 'data.unheard-of'), 'x');
    expect((await get('data.unheard-of')).headers['content-type']).toBe('application/octet-stream');
  });

  it('takes another content type', async () => {
    options = { type: 'text/csv' };
    expect((await get('report.txt')).headers['content-type']).toBe('text/csv');
  });

  it('has the length of the file', async () => {
    expect((await get('report.txt')).headers['content-length']).toBe('10');
  });

  it.each(['Über uns.txt', 'a#b.txt', 'a?b.txt', '100%.txt', '%41.txt', 'a b.txt'])(
    'sends a file with the name %s',
    async (name) => {
      writeFileSync(join(root, name), 'content');
      expect((await get(name)).text).toBe('content');
    },
  );

  it('sends an empty file', async () => {
    writeFileSync(join(root, 'empty.txt'), '');
    const { status, text, headers } = await get('empty.txt');
    expect([status, text, headers['content-length']]).toEqual([200, '', '0']);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('survives an empty file that is gone before it is opened', async () => {
    const { bodyOf } = await import('../../lib/files/file-stream.js');
    // Without a listener, the error of a stream ends the process.
    expect(await bodyOf(createReadStream(join(root, 'gone.txt')), 0)).toHaveLength(0);
    await new Promise((done) => setTimeout(done, 50));
  });

  it('sends a link to a file inside root', async () => {
    symlinkSync('report.txt', join(root, 'link.txt'));
    expect((await get('link.txt')).text).toBe('0123456789');
  });

  it('sends a link whose target has another extension as the type of its own', async () => {
    symlinkSync('report.txt', join(root, 'link.css'));
    expect((await get('link.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  });

  describe('with a folder', () => {
    beforeEach(() => {
      writeFileSync(join(root, 'folder/note.txt'), 'note');
      options = { folder: 'folder' };
    });

    it('sends what is in it', async () => {
      expect((await get('note.txt')).text).toBe('note');
    });

    it.each(['report.txt', '../report.txt', 'folder/note.txt', '/report.txt'])('has no %s', async (path) => {
      expect((await get(path)).status).toBe(404);
    });

    it('has no absolute path beside it', async () => {
      expect((await get(join(root, 'report.txt'))).status).toBe(404);
    });

    it('has no link that leads out of it', async () => {
      symlinkSync('../report.txt', join(root, 'folder/link.txt'));
      expect((await get('link.txt')).status).toBe(404);
    });

    it('need not be there', async () => {
      options = { folder: 'uploads' };
      expect((await get('note.txt')).status).toBe(404);
    });

    it('may lie anywhere when its whole path is given, and is not left all the same', async () => {
      const uploads = mkdtempSync(join(tmpdir(), 'phial-uploads-'));
      writeFileSync(join(uploads, 'note.txt'), 'a note');
      writeFileSync(`${uploads}.txt`, 'a secret');
      options = { folder: uploads };
      expect((await get('note.txt')).text).toBe('a note');
      expect((await get(`../${basename(uploads)}.txt`)).status).toBe(404);
      expect((await get(`${uploads}.txt`)).status).toBe(404);
      rmSync(uploads, { recursive: true });
      rmSync(`${uploads}.txt`);
    });

    it.each(['..', '../etc'])('refuses %s, which is not below root', async (folder) => {
      options = { folder };
      const client = makeApp().testClient({ throwErrors: true });
      expect((await client.get('/file', { query: { path: 'x' } }).catch(String)).toString()).toContain(
        'is not below root',
      );
    });
  });

  describe('answers 404', () => {
    it.each([
      ['a file that is not there', 'missing.txt'],
      ['a folder', 'folder'],
      ['root itself', '.'],
      ['no path at all', ''],
      ['a dot file', '.env'],
      ['a file in a dot folder', '.git/config'],
      ['a path that leads out', '../secret.txt'],
      ['a path that would come back', 'folder/../report.txt'],
      ['an absolute path outside', '/etc/passwd'],
      ['a path with a zero byte', 'report.txt\0'],
      ['a path of Windows that leads out', '..\\secret.txt'],
      ['a file as if it were a folder', 'report.txt/'],
      ['something below a file', 'report.txt/x'],
      ['a name that is too long', 'x'.repeat(1000)],
    ])('for %s', async (_what, path) => {
      mkdirSync(join(root, '.git'));
      writeFileSync(join(root, '.git/config'), 'x');
      expect((await get(path)).status).toBe(404);
    });

    it.each([
      ['/etc/passwd', 'it lies outside'],
      ['../secret.txt', "has a part that is '..'"],
      ['missing.txt', 'there is no such file'],
      ['folder', 'it is not a file'],
    ])('and says why in the log: %s', async (path, why) => {
      const { logger, entries } = loggedBy();
      const app = createApp({
        controllers: [Files],
        root,
        secretKey: 'a secret key for the specs',
        fastify: { logger },
      });
      await app.testClient().get('/file', { query: { path } });
      expect(entries.map(({ msg }) => msg)).toEqual([expect.stringContaining(`sendFile("${path}") is a 404: `)]);
      expect(entries[0]!.msg).toContain(why);
      expect(entries[0]!.msg).toContain(`Files are sent from below ${root}.`);
    });

    it('for an absolute path that would come back', async () => {
      expect((await get(`${root}/folder/../report.txt`)).status).toBe(404);
    });

    it('for a file that goes away before it is opened', async () => {
      const { createReadStream } = fs;
      jest.spyOn(fs, 'createReadStream').mockImplementationOnce((path, ...rest) => {
        rmSync(path as string);
        return createReadStream(path, ...rest);
      });
      expect((await get('report.txt')).status).toBe(404);
    });

    it('for root as an absolute path', async () => {
      expect((await get(root)).status).toBe(404);
    });

    it('for a neighbour whose name begins like root', async () => {
      writeFileSync(`${root}-other`, 'x');
      expect((await get(`${root}-other`)).status).toBe(404);
      rmSync(`${root}-other`);
    });

    it('for a link that leads out', async () => {
      symlinkSync('/etc/passwd', join(root, 'link.txt'));
      expect((await get('link.txt')).status).toBe(404);
    });

    it('for a file behind a folder that is a link that leads out', async () => {
      symlinkSync('/etc', join(root, 'etc'));
      expect((await get('etc/passwd')).status).toBe(404);
    });

    it('for a link to itself', async () => {
      symlinkSync('loop.txt', join(root, 'loop.txt'));
      expect((await get('loop.txt')).status).toBe(404);
    });

    it('for a pipe, without waiting for somebody to write', async () => {
      execFileSync('mkfifo', [join(root, 'pipe')]);
      expect((await get('pipe')).status).toBe(404);
    });

    it('for a file that the process may not read', async () => {
      chmodSync(root, 0o755);
      writeFileSync(join(root, 'readable.txt'), 'x', { mode: 0o644 });
      writeFileSync(join(root, 'unreadable.txt'), 'x', { mode: 0o000 });
      const child = new ChildApp('not-root.ts', { FOLDER: root });
      expect([await child.exit, child.said]).toEqual([0, ['readable.txt: 200', 'unreadable.txt: 404']]);
    });
  });

  it('sends from a root that is a link itself', async () => {
    symlinkSync(root, `${root}-link`);
    const client = quietApp([Files], { root: `${root}-link`, secretKey: 'a secret key for the specs' }).testClient();
    const relative = await client.get('/file', { query: { path: 'report.txt' } });
    const absolute = await client.get('/file', { query: { path: join(root, 'report.txt') } });
    rmSync(`${root}-link`);
    expect([relative.status, absolute.status]).toEqual([200, 200]);
  });

  it('lets error handlers answer for a missing file', async () => {
    const { status, text } = await makeApp()
      .testClient()
      .get('/hooked/file', { query: { path: 'missing.txt' } });
    expect([status, text]).toEqual([404, 'There is no such report.']);
  });

  it('lets error handlers answer for a range that is out of reach', async () => {
    const { status, text, headers } = await makeApp()
      .testClient()
      .get('/hooked/file', { query: { path: 'report.txt' }, headers: { range: 'bytes=99-' } });
    expect([status, text, headers['content-range']]).toEqual([416, 'It is shorter than that.', 'bytes */10']);
  });

  it('shows after-request hooks the response as it will be sent', async () => {
    const { headers } = await makeApp()
      .testClient()
      .get('/hooked/file', { query: { path: 'report.txt' }, headers: { range: 'bytes=2-3' } });
    expect(headers['x-seen']).toBe('206 text/plain; charset=utf-8 bytes 2-3/10');
  });

  it('may be in a response that several requests share', async () => {
    const client = makeApp().testClient();
    const part = await client.get('/hooked/shared', { headers: { range: 'bytes=2-3' } });
    const whole = await client.get('/hooked/shared');
    expect([part.text, whole.status, whole.text, whole.headers['content-range']]).toEqual([
      '23',
      200,
      '0123456789',
      undefined,
    ]);
  });

  it('refuses a path that is no text', () => {
    expect(() => sendFile(undefined as never)).toThrow('sendFile takes a path, not undefined.');
  });

  it('refuses a folder as the first of two texts', () => {
    expect(() => sendFile('uploads', 'report.txt' as never)).toThrow(
      "The folder is an option: write sendFile('report.txt', { folder: 'uploads' }).",
    );
  });

  it.each([-1, NaN, '60'])('refuses the maxAge %p', (maxAge) => {
    expect(() => sendFile('report.txt', { maxAge: maxAge as number })).toThrow("sendFile('report.txt'): maxAge is");
  });

  describe('and caches', () => {
    it('has clients ask each time', async () => {
      expect((await get('report.txt')).headers['cache-control']).toBe('no-cache');
    });

    it('lets them keep a file for maxAge seconds', async () => {
      options = { maxAge: HOUR };
      expect((await get('report.txt')).headers['cache-control']).toBe('public, max-age=3600');
    });

    it('keeps a file out of shared caches once the session was read', async () => {
      options = { maxAge: HOUR };
      expect((await makeApp().testClient().get('/personal')).headers['cache-control']).toBe('private, max-age=3600');
    });

    it('keeps a file out of them whose client says who he is', async () => {
      options = { maxAge: HOUR };
      const { headers } = await get('report.txt', { authorization: 'Bearer x' });
      expect(headers['cache-control']).toBe('private, max-age=3600');
    });

    it('keeps a file without maxAge out of them, too', async () => {
      expect((await makeApp().testClient().get('/personal')).headers['cache-control']).toBe('private, no-cache');
    });

    it('answers 304 to the ETag it gave', async () => {
      const etag = (await get('report.txt')).headers['etag'] as string;
      const { status, text, headers } = await get('report.txt', { 'if-none-match': etag });
      expect([status, text, headers['etag'], headers['cache-control']]).toEqual([304, '', etag, 'no-cache']);
    });

    it('answers 304 to the Last-Modified it gave', async () => {
      const modified = (await get('report.txt')).headers['last-modified'] as string;
      expect((await get('report.txt', { 'if-modified-since': modified })).status).toBe(304);
    });

    it('has no content type in a 304', async () => {
      options = { type: 'text/csv' };
      const { status, headers } = await get('report.txt', { 'if-none-match': '*' });
      expect([status, headers['content-type']]).toEqual([304, undefined]);
    });

    it('gives a changed file another ETag', async () => {
      const before = (await get('report.txt')).headers['etag'];
      utimesSync(join(root, 'report.txt'), 1e9, 1e9);
      expect((await get('report.txt')).headers['etag']).not.toBe(before);
    });

    it('answers 412 when the client has another version in mind', async () => {
      expect((await get('report.txt', { 'if-match': '"other"' })).status).toBe(412);
    });

    it('does not ask conditions of a POST', async () => {
      const { status, text } = await makeApp()
        .testClient()
        .post('/file', { query: { path: 'report.txt' }, headers: { 'if-none-match': '*', range: 'bytes=0-1' } });
      expect([status, text]).toEqual([200, '0123456789']);
    });

    it('does not ask conditions of a response with another status', async () => {
      const { status, text } = await makeApp()
        .testClient()
        .get('/gone', { headers: { 'if-none-match': '*', range: 'bytes=0-1' } });
      expect([status, text]).toEqual([410, '0123456789']);
    });
  });

  describe('and headers that the handler set', () => {
    it('lets them win', async () => {
      const { headers } = await makeApp().testClient().get('/own-headers');
      expect([headers['cache-control'], headers['etag'], headers['content-type']]).toEqual([
        'no-store',
        '"mine"',
        'text/x-mine',
      ]);
    });

    it.each([
      ['/versioned', { 'if-none-match': '"v7"' }, 304],
      ['/versioned', { 'if-none-match': '"v7"', range: 'bytes=0-1' }, 304],
      ['/versioned', { 'if-none-match': '"v6"' }, 200],
      ['/versioned', { 'if-none-match': '"v6"', range: 'bytes=0-1' }, 206],
      ['/versioned', { 'if-match': '"v7"' }, 200],
      ['/versioned', { 'if-match': '"v6"' }, 412],
      ['/dated', { 'if-modified-since': APRIL }, 304],
      ['/dated', { 'if-modified-since': FEBRUARY }, 200],
      ['/dated', { 'if-unmodified-since': MARCH }, 200],
      ['/dated', { 'if-unmodified-since': FEBRUARY }, 412],
    ])('weighs what the client asks against a tag or a date of them: %s %j', async (path, headers, status) => {
      utimesSync(join(root, 'report.txt'), new Date(2020, 1), new Date(2030, 1));
      expect((await makeApp().testClient().get(path, { headers })).status).toBe(status);
    });

    it("knows nothing of the file's tag where there is another", async () => {
      const { etag } = (await get('report.txt')).headers;
      const { status, text } = await makeApp()
        .testClient()
        .get('/versioned', { headers: { 'if-none-match': String(etag) } });
      expect([status, text]).toEqual([200, '0123456789']);
    });

    it('has them in a 304, and nothing of the body', async () => {
      const { headers, text } = await makeApp()
        .testClient()
        .get('/versioned', { headers: { 'if-none-match': '"v7"' } });
      expect([headers['etag'], headers['content-type'], headers['content-length'], text]).toEqual([
        '"v7"',
        undefined,
        undefined,
        '',
      ]);
    });

    it('knows better how long the file is', async () => {
      const { headers, text } = await makeApp().testClient().get('/own-headers');
      expect([headers['content-length'], text]).toEqual(['10', '0123456789']);
    });
  });

  describe('with download', () => {
    async function disposition(download: boolean | string): Promise<unknown> {
      options = { download };
      return (await get('report.txt')).headers['content-disposition'];
    }

    it('is saved under its own name', async () => {
      expect(await disposition(true)).toBe('attachment; filename=report.txt');
    });

    it('is saved under another name', async () => {
      expect(await disposition('May 2025.txt')).toBe('attachment; filename="May 2025.txt"');
    });

    it('has names beyond ASCII as RFC 6266 wants them', async () => {
      expect(await disposition('Über €.txt')).toContain("filename*=UTF-8''%C3%9Cber%20%E2%82%AC.txt");
    });

    it('has half a character as another', async () => {
      expect(await disposition('half \ud83d.txt')).toContain("filename*=UTF-8''half%20%EF%BF%BD.txt");
    });

    it('lets no name write headers', async () => {
      expect(await disposition('a"\r\nSet-Cookie: a=b')).toBe(
        'attachment; filename="a\\"??Set-Cookie: a=b"; filename*=UTF-8\'\'a%22%0D%0ASet-Cookie%3A%20a%3Db',
      );
    });

    it('is shown when it is false', async () => {
      expect(await disposition(false)).toBeUndefined();
    });

    it('still gives parts', async () => {
      options = { download: true };
      const { status, text } = await get('report.txt', { range: 'bytes=0-1' });
      expect([status, text]).toEqual([206, '01']);
    });
  });

  describe('over a socket', () => {
    let app: App;
    let address: string;

    beforeEach(async () => {
      app = makeApp();
      address = await app.run({ port: 0 });
    });

    afterEach(() => app.close());

    it('sends the part that was asked for', async () => {
      const { status, text, headers } = await ask(`${address}/file?path=report.txt`, { range: 'bytes=2-4' });
      expect([status, text, headers['content-range'], headers['content-length']]).toEqual([
        206,
        '234',
        'bytes 2-4/10',
        '3',
      ]);
    });

    it('sends the last bytes', async () => {
      expect((await ask(`${address}/file?path=report.txt`, { range: 'bytes=-3' })).text).toBe('789');
    });

    it.each(['bytes=-11', 'bytes=-1000', 'bytes= 0-1, -99999999999999999999'])(
      'sends the whole file for the range %s, which asks for more last bytes than it has',
      async (range) => {
        const { status, text } = await ask(`${address}/file?path=report.txt`, { range });
        expect([status, text]).toEqual([200, '0123456789']);
      },
    );

    it('sends an empty file for its last bytes, but 416 for none of them', async () => {
      writeFileSync(join(root, 'report.txt'), '');
      const answers = ['bytes=-5', 'bytes=-0'].map((range) => ask(`${address}/file?path=report.txt`, { range }));
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 416]);
    });

    it('answers 416 to a range out of reach', async () => {
      const { status, headers } = await ask(`${address}/file?path=report.txt`, { range: 'bytes=10-' });
      expect([status, headers['content-range']]).toEqual([416, 'bytes */10']);
    });

    it.each(['lines=1-2', 'bytes=0-1,3-4'])('sends the whole file for the range %s', async (range) => {
      expect((await ask(`${address}/file?path=report.txt`, { range })).text).toBe('0123456789');
    });

    it('answers HEAD with the headers of GET and no body', async () => {
      const head = await ask(`${address}/file?path=report.txt`, {}, 'HEAD');
      const get = await ask(`${address}/file?path=report.txt`);
      delete head.headers.date;
      delete get.headers.date;
      expect([head.text, head.headers]).toEqual(['', get.headers]);
    });

    it('sends the whole file when the range depends on its entity tag, which is weak, and the part when it does on its date', async () => {
      const { headers } = await ask(`${address}/file?path=report.txt`);
      const answers = [headers.etag, headers['last-modified']].map((validator) =>
        ask(`${address}/file?path=report.txt`, { range: 'bytes=2-4', 'if-range': String(validator) }),
      );
      expect((await Promise.all(answers)).map(({ status, text }) => [status, text])).toEqual([
        [200, '0123456789'],
        [206, '234'],
      ]);
    });

    it('sends the whole file when the range depends on a date on which it was older', async () => {
      const { headers } = await ask(`${address}/file?path=report.txt`);
      const later = new Date(Date.parse(headers['last-modified']!) + 1000).toUTCString();
      const { status, text } = await ask(`${address}/file?path=report.txt`, { range: 'bytes=2-4', 'if-range': later });
      expect([status, text]).toEqual([200, '0123456789']);
    });

    it('takes no range of a HEAD', async () => {
      const { status, headers } = await ask(`${address}/file?path=report.txt`, { range: 'bytes=0-1' }, 'HEAD');
      expect([status, headers['content-length']]).toEqual([200, '10']);
    });

    it('answers a conditional HEAD with 304', async () => {
      expect((await ask(`${address}/file?path=report.txt`, { 'if-none-match': '*' }, 'HEAD')).status).toBe(304);
    });

    it('streams a file larger than would fit in one piece', async () => {
      truncateSync(join(root, 'report.txt'), 200_000_000);
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const { length } = await ask(`${address}/file?path=report.txt`, {}, 'GET', () => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      });
      expect([length, most < 150_000_000]).toEqual([200_000_000, true]);
    });

    it('closes the connection over a file that becomes shorter on its way', async () => {
      truncateSync(join(root, 'report.txt'), 50_000_000);
      const received = await askTwice(address, '/file?path=report.txt', () =>
        truncateSync(join(root, 'report.txt'), 1),
      );
      expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
    });

    it('answers 500 in place of a small file that becomes shorter before it is read', async () => {
      const { createReadStream } = fs;
      jest.spyOn(fs, 'createReadStream').mockImplementationOnce((path, ...rest) => {
        truncateSync(path as string, 2);
        return createReadStream(path, ...rest);
      });
      const first = await ask(`${address}/file?path=report.txt`);
      const second = await ask(`${address}/file?path=report.txt`);
      expect([first.status, first.headers['etag'], second.status, second.length]).toEqual([500, undefined, 200, 2]);
    });

    it('sends no more of a file than it has announced', async () => {
      writeFileSync(join(root, 'report.txt'), '');
      const { createReadStream } = fs;
      jest.spyOn(fs, 'createReadStream').mockImplementationOnce((path, ...rest) => {
        writeFileSync(path as string, '0123456789');
        return createReadStream(path, ...rest);
      });
      const received = await askTwice(address, '/file?path=report.txt');
      // Of the two, which are answered at the same time, either may be the one.
      expect(received).toMatch(/content-length: 0\r\n(?:[^\r]+\r\n)*\r\n(?:HTTP\/1\.1 200|$)/);
    });

    it('serves on after a client has left in the middle', async () => {
      truncateSync(join(root, 'report.txt'), 50_000_000);
      await new Promise<void>((done) => {
        const request = httpRequest(`${address}/file?path=report.txt`, (response) =>
          response.once('data', () => response.destroy()).once('close', done),
        );
        request.on('error', () => {}).end();
      });
      expect((await ask(`${address}/file?path=page.html`)).text).toBe('<p>');
    });
  });
});

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  text: string;
  length: number;
}

/** One request over a connection of its own. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
  onData: () => void = () => {},
): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = httpRequest(url, { method, headers, agent: false, timeout: 10_000 }, (response) => {
      let text = '';
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length < 1000) text += chunk.toString();
        onData();
      });
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, text, length }));
    });
    request
      .on('timeout', () => request.destroy(new Error('No answer came.')))
      .on('error', fail)
      .end();
  });
}
