import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A POST request as bytes, for what no client would send. */
export function rawPost(
  path: string,
  type: string,
  body: string | Buffer,
  headers: Record<string, string | number | undefined> = {},
): Buffer {
  const lines = Object.entries({
    Host: 'localhost',
    Connection: 'close',
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  }).filter(([, value]) => value !== undefined);
  return Buffer.concat([
    Buffer.from(
      `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
      'latin1',
    ),
    Buffer.from(body as string),
  ]);
}

export function connectTo(address: string): Socket {
  const { hostname, port } = new URL(address);
  return connect(Number(port), hostname).on('error', () => {});
}

/** Sends bytes over a connection of their own, and gives the answer when the server has closed it. */
export async function exchange(
  address: string,
  ...pieces: Buffer[]
): Promise<{ status: number; headers: string; body: string }> {
  const socket = connectTo(address);
  for (const piece of pieces) {
    await new Promise((done) => socket.write(piece, done));
  }
  const answer = await text(socket);
  const [headers = '', ...body] = answer.split('\r\n\r\n');
  return { status: Number(headers.split(' ')[1]), headers, body: body.join('\r\n\r\n') };
}
