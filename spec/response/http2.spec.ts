import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { Readable } from 'node:stream';

import { createApp, Get, Response, type App } from 'phial';

import { loggedBy } from '../support/log-of.js';

const FETCHED = {
  connection: 'keep-alive',
  'keep-alive': 'timeout=5',
  'transfer-encoding': 'chunked',
  'x-kept': 'yes',
};

class Pages {
  @Get('/short')
  short() {
    return new Response(Readable.from(['abc']), { headers: { 'content-length': '10' } });
  }

  @Get('/breaks')
  async *breaks() {
    yield 'abc';
    await new Promise(setImmediate);
    throw new Error('the disk is on fire');
  }

  @Get('/whole')
  async *whole() {
    yield 'abc';
  }

  @Get('/upgrades')
  upgrades() {
    return new Response('abc', { headers: { upgrade: 'h2c' } });
  }

  @Get('/fetched')
  fetched() {
    return new Response('abc', { headers: FETCHED });
  }
}

interface Received {
  headers: IncomingHttpHeaders & { ':status'?: number };
  text: string;
  code: number;
}

describe('A response over HTTP/2', () => {
  let app: App;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    app = createApp({ controllers: [Pages], fastify: { http2: true, logger: loggedBy().logger } as object });
    session = connect(await app.run({ port: 0 }));
  });

  afterEach(async () => {
    session.close();
    await app.close();
  });

  function received(path: string): Promise<Received> {
    const stream = session.request({ ':path': path });
    let headers = {};
    let text = '';
    return new Promise((resolve) => {
      stream
        .on('response', (given) => (headers = given))
        .on('data', (chunk: Buffer) => (text += String(chunk)))
        .on('error', () => {})
        .on('close', () => resolve({ headers, text, code: stream.rstCode }));
    });
  }

  it.each(['/short', '/breaks'])('is told from a whole one when its body breaks: %s', async (path) => {
    expect(await received(path)).toMatchObject({ headers: { ':status': 200 }, code: 2 });
    expect(await received('/whole')).toMatchObject({ text: 'abc', code: 0 });
  });

  it('is the 500 page when a header does not belong there', async () => {
    expect(await received('/upgrades')).toMatchObject({ headers: { ':status': 500 }, code: 0 });
  });

  it('leaves out what a fetched one says of its own connection', async () => {
    const { headers, text } = await received('/fetched');
    expect([headers[':status'], headers['x-kept'], headers['transfer-encoding'], text]).toEqual([
      200,
      'yes',
      undefined,
      'abc',
    ]);
  });
});
