import { connect } from 'node:net';

import { createApp, ErrorHandler, Post, Request, type App } from 'phial';

import { until } from '../support/until.js';

/** What became of the requests. */
const ends: string[] = [];

class Payments {
  @Post('/pay')
  pay({ data }: Request) {
    ends.push(`paid with ${data}`);
    return 'paid';
  }

  @ErrorHandler(400)
  refuse() {
    ends.push('refused');
    return 'refused';
  }
}

const MULTIPART = '--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--\r\n';

// Node's own client ends a body before it resets a stream. RFC 9113, sections 4.1, 6.1 and 6.4.
const [DATA, HEADERS, RESET, SETTINGS] = [0, 1, 3, 4];
const [END_OF_STREAM, END_OF_HEADERS] = [1, 4];

function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream]), payload]);
}

/** A field that is in no table (RFC 7541, section 6.2.2). */
function field(name: string, value: string): Buffer {
  return Buffer.from(`\0${String.fromCharCode(name.length)}${name}${String.fromCharCode(value.length)}${value}`);
}

function post(type: string, body: string): Buffer {
  const fields = { ':method': 'POST', ':path': '/pay', ':scheme': 'http', ':authority': 'x', 'content-type': type };
  return Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    frame(SETTINGS, 0, 0),
    frame(HEADERS, END_OF_HEADERS, 1, Buffer.concat(Object.entries(fields).map((one) => field(...one)))),
    frame(DATA, 0, 1, Buffer.from(body)),
  ]);
}

describe('a body over HTTP/2', () => {
  let app: App;
  let port: number;

  beforeAll(async () => {
    app = createApp({ controllers: [Payments], fastify: { http2: true, logger: false } as object });
    port = Number(new URL(await app.run({ port: 0 })).port);
  });

  afterAll(() => app.close());

  /** What becomes of a body, of which the client says later how it ends. */
  async function endOf(type: string, body: string, last: Buffer): Promise<string[]> {
    ends.length = 0;
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.resume().write(post(type, body));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(ends).toEqual([]);
    socket.write(last);
    await until(() => ends.length > 0);
    socket.destroy();
    return ends;
  }

  it('is whole where the client says so', async () => {
    expect(await endOf('text/plain', 'all of it', frame(DATA, END_OF_STREAM, 1))).toEqual(['paid with all of it']);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'to=bob&amount=1'],
    ['JSON', 'application/json', '1'],
    ['text', 'text/plain', 'pay bob 1'],
    ['bytes', 'application/octet-stream', 'pay bob 1'],
    ['a multipart form', 'multipart/form-data; boundary=b', MULTIPART],
  ])('is not read as whole when it is cut off: %s', async (_what, type, body) => {
    expect(await endOf(type, body, frame(RESET, 0, 1, Buffer.from([0, 0, 0, 8])))).toEqual(['refused']);
  });
});
