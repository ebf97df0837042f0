import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';

import {
  BeforeRequest,
  Controller,
  FromRequest,
  Get,
  Session,
  TeardownRequest,
  abort,
  createApp,
  redirect,
} from 'phial';
import { Socket } from 'phial-websocket';
import { z } from 'zod';

import { loggedBy } from '../../../spec/support/log-of.js';
import { until } from '../../../spec/support/until.js';
import { Client, refused, serve } from './support/client.js';

class ChatSocket extends Socket.of(z.object({ text: z.string().min(2) })) {}

class Guest {
  constructor(readonly name: string) {}

  @FromRequest()
  static async load(session: Session) {
    await Promise.resolve();
    return new Guest(session.get<string>('name') ?? redirect('/login'));
  }
}

let story: unknown[] = [];

@Controller('/chat')
class Chat {
  @Socket('/echo')
  async echo(socket: Socket) {
    for await (const message of socket) await socket.send(message);
    story.push('left');
  }

  @Socket('/rooms/:id')
  room(id: number, socket: Socket) {
    if (id > 9) abort(404);
    void socket.send({ id });
  }

  @Socket('/talk')
  async talk(socket: ChatSocket) {
    for await (const { text } of socket) await socket.send(text.toUpperCase());
    story.push('left');
  }

  @Socket('/mine')
  mine(socket: Socket, guest: Guest) {
    void socket.send(guest.name);
  }

  @Socket('/visits')
  visits(socket: Socket, session: Session) {
    session.set('name', 'Ada');
    void socket.send('welcome');
  }

  @Socket('/fails')
  async fails(socket: Socket) {
    await socket.accept();
    throw new RangeError('No room.');
  }

  @Socket('/aborts')
  async aborts(socket: Socket) {
    await socket.accept();
    abort(403, 'Not you.');
  }

  @Socket('/bye')
  async bye(socket: Socket) {
    socket.close(4000, 'Bye');
    story.push(await socket.closed);
    await expect(socket.send('late')).rejects.toThrow('The socket is closed.');
  }

  @Socket('/listens')
  async listens(socket: Socket) {
    story.push(await socket.closed);
  }

  @Get('/login')
  login(session: Session) {
    session.set('name', 'Ada');
    return 'ok';
  }

  @TeardownRequest()
  teardown() {
    story.push('torn down');
  }
}

beforeEach(() => {
  story = [];
});

describe('A socket', () => {
  it('names its blueprint to who has forgotten it', () => {
    expect(() => createApp({ controllers: [Chat], fastify: { logger: false } })).toThrow(
      'nobody provides Sockets\n     Write createApp({ blueprints: [websocket()] }).',
    );
  });

  it('sends and gets messages, text and bytes, until its client leaves', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/echo`);
    client.send('Hello');
    client.send(Buffer.from('bytes'));
    expect([await client.next(), await client.next()]).toEqual(['Hello', 'bytes']);
    client.socket.close();
    await until(() => story.length === 2);
    expect(story).toEqual(['left', 'torn down']);
  });

  it('has the prefix and the variables of its path, sends JSON, and is closed when the method returns', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/rooms/7`);
    expect(await client.next()).toBe('{"id":7}');
    expect(await client.closed).toEqual({ code: 1000, reason: '' });
  });

  it('gets what a schema makes of its messages', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/talk`);
    client.send({ text: 'hello' });
    expect(await client.next()).toBe('HELLO');
  });

  it.each([
    ['is not JSON', '{', 'The message is not JSON.'],
    ['is of another shape', '{"text":"x"}', 'text: '],
    ['is nested too deeply', `{"text":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'Nested too deeply.'],
    ['has one level more than 200', `${'['.repeat(201)}${']'.repeat(201)}`, 'Nested too deeply.'],
    ['has levels enough', `${'['.repeat(200)}${']'.repeat(200)}`, 'The message: '],
    ['is bytes', Buffer.from('{"text":"hello"}'), 'The message is not JSON.'],
  ])('is closed with 1007 for a message that %s', async (_what, message, reason) => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/talk`);
    client.send(message);
    const closed = await client.closed;
    expect(closed.code).toBe(1007);
    expect(closed.reason).toContain(reason);
    await until(() => story.length === 2);
    expect(story).toEqual(['left', 'torn down']);
  });

  it.each([
    ['in its text', { text: '['.repeat(300) }],
    ['behind a quote in its text', { text: '\\"['.repeat(300) }],
    ['beside each other', { text: 'hello', more: Array.from({ length: 300 }, () => []) }],
  ])('takes a message with many brackets %s', async (_what, message) => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/talk`);
    client.send(message);
    expect(await client.next()).toBe(message.text.toUpperCase());
  });

  it('is closed with 1011 by an error, which is logged as that of a request', async () => {
    const { logger, entries } = loggedBy();
    const { url } = await serve([Chat], {}, { fastify: { logger } });
    const client = await Client.open(`${url}/chat/fails`);
    expect(await client.closed).toEqual({ code: 1011, reason: '' });
    expect(entries.map(({ msg }) => msg)).toContain('Chat.fails failed: GET /chat/fails');
  });

  it('is closed with 4000 and the status by an Abort', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/aborts`);
    expect(await client.closed).toEqual({ code: 4403, reason: 'Not you.' });
  });

  it('tells how it was closed, and takes nothing more', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/bye`);
    expect(await client.closed).toEqual({ code: 4000, reason: 'Bye' });
    await until(() => story.length === 2);
    expect(story).toEqual([{ code: 4000, reason: 'Bye' }, 'torn down']);
  });

  it('notices a client that is suddenly gone, also when it does not read', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/chat/listens`);
    for (let index = 0; index < 40; index++) client.send('nobody reads this');
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.socket.terminate();
    await until(() => story.length === 2);
    expect(story).toEqual([{ code: 1006, reason: '' }, 'torn down']);
  });
});

describe('A handshake', () => {
  it('is answered by HTTP when the method throws before it has used the socket', async () => {
    const { url } = await serve([Chat]);
    expect((await refused(`${url}/chat/rooms/12`)).status).toBe(404);
    expect((await refused(`${url}/chat/nowhere`)).status).toBe(404);
  });

  it('is answered by the factory of a parameter, with what it says', async () => {
    const { url } = await serve([Chat]);
    const { status, headers } = await refused(`${url}/chat/mine`);
    expect([status, headers.location]).toEqual([302, '/login']);
  });

  it('reads the session, and keeps it', async () => {
    const { app, url } = await serve([Chat]);
    const client = new Client(`${url}/chat/visits`);
    const [answer] = (await once(client.socket, 'upgrade')) as [IncomingMessage];
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
    expect(await (await Client.open(`${url}/chat/mine`, { headers: { cookie } })).next()).toBe('Ada');
    expect(app.routes.map(({ path }) => path)).toContain('/chat/echo');
  });

  it('runs before-hooks', async () => {
    class Guards {
      @BeforeRequest({ scope: 'app' })
      refuse() {
        abort(401);
      }
    }
    const { url } = await serve([Chat, Guards]);
    expect((await refused(`${url}/chat/echo`)).status).toBe(401);
  });

  it.each([
    ['this site', 'http://127.0.0.1', true],
    ['a trusted one', 'https://friend.example', true],
    ['another site', 'https://evil.example', false],
    ['nowhere', 'null', false],
  ])('of a page from %s', async (_what, origin, passes) => {
    const { url } = await serve([Chat], {}, { trustedOrigins: ['https://friend.example'] });
    const own = origin === 'http://127.0.0.1' ? url.replace('ws:', 'http:') : origin;
    if (passes) await Client.open(`${url}/chat/echo`, { origin: own });
    else expect((await refused(`${url}/chat/echo`, { origin: own })).status).toBe(403);
  });

  it('is refused for a host that is not trusted', async () => {
    const { url } = await serve([Chat], {}, { trustedHosts: ['example.com'] });
    expect((await refused(`${url}/chat/echo`)).status).toBe(400);
    await Client.open(`${url}/chat/echo`, { headers: { host: 'example.com' } });
  });

  it('is what the path is for: a request of HTTP gets 426', async () => {
    const { app } = await serve([Chat]);
    const { status, headers } = await app.testClient().get('/chat/echo');
    expect([status, headers['upgrade']]).toEqual([426, 'websocket']);
  });

  it('is missed on a connection that ends when its client wished so', async () => {
    const { url } = await serve([Chat]);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let isOver = false;
    socket.resume().once('end', () => (isOver = true));
    socket.write('GET /chat/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await until(() => isOver);
    expect(isOver).toBe(true);
  });

  it.each([
    ['without a key', { 'sec-websocket-key': 'short' }, 400],
    ['of an old version', { 'sec-websocket-version': '8' }, 426],
  ])('is refused %s', async (_what, headers, status) => {
    const { url } = await serve([Chat]);
    expect((await upgrade(url, '/chat/echo', headers)).statusCode).toBe(status);
  });

  it.each([
    ['is sent whole', false],
    ['is let go when its client is gone', true],
  ])('is missed by a path whose answer is long, which %s', async (_what, leaves) => {
    const body = Readable.from(Array.from({ length: 80 }, () => Buffer.alloc(64 * 1024, 'x')));
    class Files {
      @Get('/long')
      long() {
        return body;
      }
    }
    const { url } = await serve([Chat, Files]);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let size = 0;
    let hasEnded = false;
    socket.on('data', ({ length }: Buffer) => void (size += length));
    socket.on('close', () => (hasEnded = true)).on('error', () => undefined);
    socket.write('GET /long HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'data');
    if (leaves) socket.destroy();
    await until(() => hasEnded && body.destroyed);
    expect([hasEnded, body.destroyed, leaves || size > 80 * 64 * 1024]).toEqual([true, true, true]);
    socket.destroy();
  });

  it('is not what another Upgrade is: that request is answered as ever', async () => {
    const { url } = await serve([Chat]);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      'GET /chat/login HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK[^]*ok$/);
    socket.destroy();
  });

  it.each([
    ['websocket', /slowHTTP\/1\.1 101 Switching Protocols\r\n/],
    ['h2c', /slowHTTP\/1\.1 200 OK[^]*slow$/],
  ])('waits for the answer that is on its way over the same connection: %s', async (protocol, both) => {
    let reply = (): void => {};
    const answer = new Promise<void>((resolve) => (reply = resolve));
    class Pages {
      @Get('/slow')
      async slow() {
        await answer;
        return 'slow';
      }

      @Socket('/echo')
      async echo(socket: Socket) {
        for await (const text of socket) await socket.send(text);
      }
    }
    const { app, url } = await serve([Pages]);
    const asked = once(app.fastify.server, 'upgrade');
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (bytes) => (text += bytes.toString('latin1')));
    const path = protocol === 'h2c' ? '/slow' : '/echo';
    const key = `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'x'.repeat(22)}==`;
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n${key}\r\n\r\n`);
    await asked;
    reply();
    await until(() => both.test(text));
    socket.destroy();
  });

  it('needs a parameter for its socket', async () => {
    class Lonely {
      @Socket('/lonely')
      lonely(_session: Session) {}
    }
    await expect(serve([Lonely])).rejects.toThrow(
      "Lonely.lonely: @Socket('/lonely') stands on a method that takes no socket\n     Declare a parameter: socket: Socket.",
    );
    expect(() => (Socket as unknown as () => void)()).toThrow("@Socket() takes a path: write @Socket('/chat')");
  });
});

async function upgrade(url: string, path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const given = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x'.repeat(22) + '==' };
  const sent = httpRequest(`${url.replace('ws:', 'http:')}${path}`, {
    headers: { 'sec-websocket-version': '13', ...given, ...headers },
  });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return answer;
}
