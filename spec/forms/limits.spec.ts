import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';

import {
  Abort,
  AfterRequest,
  BeforeRequest,
  createApp,
  ErrorHandler,
  Request,
  Response,
  Route,
  TeardownRequest,
  type Limits,
  type TestClient,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' };

class Notes {
  @Route('/notes', ['POST'])
  create(request: Request) {
    return { bytes: request.bytes.length, fields: [...request.form].length };
  }

  @Route('/large', ['POST'], { limits: { body: 200, field: 20, parts: 4 } })
  large(request: Request) {
    return { bytes: request.bytes.length, fields: [...request.form].length };
  }
}

function withLimits(limits?: Partial<Limits>): TestClient {
  return createApp({ controllers: [Notes], ...(limits !== undefined && { limits }) }).testClient();
}

/** The statuses of the answers to some bodies. */
async function statuses(
  client: TestClient,
  bodies: (string | Uint8Array)[],
  headers: Record<string, string> = { 'content-type': 'text/plain' },
  path = '/notes',
): Promise<number[]> {
  const answers: number[] = [];
  for (const body of bodies) answers.push((await client.post(path, { body, headers })).status);
  return answers;
}

describe('limits.body', () => {
  it('is the largest body that is served', async () => {
    expect(await statuses(withLimits({ body: 100 }), ['x'.repeat(100), 'x'.repeat(101)])).toEqual([200, 413]);
  });

  it('counts bytes', async () => {
    expect(await statuses(withLimits({ body: 4 }), ['éé', 'ééé'])).toEqual([200, 413]);
  });

  it.each(['application/json', 'application/octet-stream', 'application/x-www-form-urlencoded'])(
    'holds for %s',
    async (type) => {
      expect(await statuses(withLimits({ body: 3 }), ['1', '1234'], { 'content-type': type })).toEqual([200, 413]);
    },
  );

  it('is 1 MiB unless set', async () => {
    expect(await statuses(withLimits(), [Buffer.alloc(2 ** 20), Buffer.alloc(2 ** 20 + 1)])).toEqual([200, 413]);
  });

  it("may be set as Fastify's bodyLimit, too", async () => {
    const app = createApp({ controllers: [Notes], fastify: { bodyLimit: 3 } });
    expect(await statuses(app.testClient(), ['123', '1234'])).toEqual([200, 413]);
  });

  it('may be larger on one route', async () => {
    const client = withLimits({ body: 100 });
    expect([
      await statuses(client, ['x'.repeat(200), 'x'.repeat(201)], {}, '/large'),
      await statuses(client, ['x'.repeat(200)]),
    ]).toEqual([[200, 413], [413]]);
  });
});

describe('limits.field', () => {
  const form = (value: string) => `title=${value}`;

  it('is the largest field of a urlencoded form that is served', async () => {
    expect(await statuses(withLimits({ field: 10 }), [form('x'.repeat(10)), form('x'.repeat(11))], URLENCODED)).toEqual(
      [200, 413],
    );
  });

  it('counts bytes, decoded', async () => {
    expect(
      await statuses(withLimits({ field: 10 }), [form('%C3%A9'.repeat(5)), form('%C3%A9'.repeat(6))], URLENCODED),
    ).toEqual([200, 413]);
  });

  it('holds for names', async () => {
    expect(await statuses(withLimits({ field: 10 }), ['x'.repeat(10), 'x'.repeat(11)], URLENCODED)).toEqual([200, 413]);
  });

  it('is 500,000 bytes unless set', async () => {
    expect(await statuses(withLimits(), [form('x'.repeat(500_000)), form('x'.repeat(500_001))], URLENCODED)).toEqual([
      200, 413,
    ]);
  });

  it('may be another on one route', async () => {
    expect(
      await statuses(withLimits({ field: 10 }), [form('x'.repeat(20)), form('x'.repeat(21))], URLENCODED, '/large'),
    ).toEqual([200, 413]);
  });

  it('is named in the answer, with the field', async () => {
    const { json } = await withLimits({ field: 5 }).post('/notes', {
      form: { title: 'xxxxxx' },
      headers: { accept: 'application/json' },
    });
    expect(json().detail).toBe("The field 'title' has more than 5 bytes.");
  });
});

describe('limits.parts', () => {
  const fields = (count: number) => Array(count).fill('a=1').join('&');

  it('is the largest number of fields of a urlencoded form that is served', async () => {
    expect(await statuses(withLimits({ parts: 3 }), [fields(3), fields(4), `&&${fields(3)}&`], URLENCODED)).toEqual([
      200, 413, 200,
    ]);
  });

  it('is 1000 unless set', async () => {
    expect(await statuses(withLimits(), [fields(1000), fields(1001)], URLENCODED)).toEqual([200, 413]);
  });

  it('may be another on one route', async () => {
    expect(await statuses(withLimits({ parts: 2 }), [fields(4), fields(5)], URLENCODED, '/large')).toEqual([200, 413]);
  });
});

describe('Limits that are none', () => {
  const wrong = [
    [{ body: -1 }, 'body is -1'],
    [{ field: 1.5 }, 'field is 1.5'],
    [{ parts: NaN }, 'parts is NaN'],
    [{ body: '1mb' }, 'body is "1mb"'],
    [{ body: Infinity }, 'body is Infinity'],
    [{ body: 0 }, 'body is 0'],
    [{ bdoy: 5 }, "it was given 'bdoy', which is no option"],
  ] as [Partial<Limits>, string][];

  it.each(wrong)('fail the start: %j', (limits, message) => {
    expect(() => withLimits(limits)).toThrow(`limits: ${message}`);
  });

  it.each(wrong)('fail the start on a route, which is named: %j', (limits, message) => {
    class Uploads {
      @Route('/uploads', ['POST'], { limits })
      upload() {
        return 'ok';
      }
    }

    expect(() => createApp({ controllers: [Uploads] })).toThrow(`limits of Uploads.upload: ${message}`);
  });

  it('are as if not set when they are undefined', async () => {
    const unset = { field: undefined, body: undefined, parts: undefined } as unknown as Partial<Limits>;
    expect(await statuses(withLimits(unset), [`a=${'x'.repeat(500_001)}`], URLENCODED)).toEqual([413]);
  });
});

describe('A body beyond its limit, over a socket', () => {
  const events: string[] = [];

  class Story {
    @BeforeRequest()
    before() {
      events.push('before');
    }

    @Route('/', ['POST'], { limits: { body: 1000 } })
    handle() {
      events.push('handler');
      return 'ok';
    }

    @ErrorHandler(413)
    tooLarge(error: Abort) {
      events.push('error handler');
      return `Sorry. ${error.message}`;
    }

    @AfterRequest()
    after(response: Response) {
      events.push(`after ${response.status}`);
    }

    @TeardownRequest()
    teardown() {
      events.push('teardown');
    }
  }

  const app = quietApp([Story]);
  let address: string;

  beforeAll(async () => {
    address = await app.run({ port: 0 });
  });

  beforeEach(() => events.splice(0));

  afterAll(() => app.close());

  it('is refused before it is sent', async () => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100000000\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) {
      answer += chunk;
      if (answer.includes('Sorry')) break;
    }
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*\r\n\r\nSorry\. The body is larger than is accepted here\.$/);
  });

  it('is refused while it is sent in chunks that never end', async () => {
    const request = httpRequest(address, { method: 'POST' });
    request.on('error', () => {});
    const status = new Promise((done) => request.once('response', (response) => done(response.statusCode)));
    request.write('x'.repeat(1001));
    expect(await status).toBe(413);
    request.destroy();
  });

  it('is answered so that a client that goes on sending can read it', async () => {
    const response = await fetch(address, { method: 'POST', body: Buffer.alloc(20_000_000) });
    expect([response.status, await response.text()]).toEqual([413, 'Sorry. The body is larger than is accepted here.']);
  });

  it('is seen by error handlers, after-hooks and teardown, and by no before-hook or handler', async () => {
    await (await fetch(address, { method: 'POST', body: 'x'.repeat(1001) })).text();
    await app.close();
    expect(events).toEqual(['error handler', 'after 413', 'teardown']);
  });
});
