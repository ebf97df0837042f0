import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { StandIn } from '../../lib/cli/stand-in.js';

const PORT = 42_317;

describe('The page of an app that does not start', () => {
  const standIn = new StandIn();

  beforeAll(async () => {
    await standIn.listen({ host: '127.0.0.1', port: PORT }, Promise.resolve());
    standIn.fail('no such table: users');
  });

  afterAll(() => standIn.end(async () => {}));

  function ask(headers: Record<string, string>, path = '/'): Promise<[number | undefined, string]> {
    return new Promise((resolve, reject) => {
      get({ port: PORT, host: '127.0.0.1', path, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve([response.statusCode, text]));
      }).on('error', reject);
    });
  }

  it('says why on this machine', async () => {
    expect(await ask({ host: `localhost:${PORT}` })).toEqual([503, expect.stringContaining('no such table')]);
  });

  it.each<[string, Record<string, string>]>([
    ['a host that leads here', { host: 'evil.example' }],
    ['the host of another server', { host: 'localhost' }],
    ['a client behind a proxy', { host: `localhost:${PORT}`, 'x-forwarded-for': '192.0.2.1' }],
  ])('keeps it from %s', async (_who, headers) => {
    expect(await ask(headers)).toEqual([503, 'The app does not start. The terminal that runs it says why.\n']);
  });

  it('has no events for others', async () => {
    expect(await ask({ host: 'evil.example' }, '/__phial/live')).toEqual([503, expect.stringContaining('terminal')]);
  });
});

describe('A connection that waits for an app', () => {
  const address = { host: '127.0.0.1', port: PORT + 1 };

  it('is answered when the app takes too long', async () => {
    const standIn = new StandIn(50);
    await standIn.listen(address, Promise.resolve());
    const socket = connect(address).on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 503 [^]*The app is still starting/);
    await standIn.end(async () => {});
  });

  it('is given away unread', async () => {
    const standIn = new StandIn();
    await standIn.listen(address, Promise.resolve());
    const socket = connect(address);
    socket.end('all that it says');
    await sleep(50);
    const said = new Promise<string>((done) =>
      standIn.end(async (given) => {
        given
          .resume()
          .end()
          .once('data', (data) => done(String(data)));
      }),
    );
    expect(await said).toBe('all that it says');
  });

  it('waits for the next app when this one is stopped before its turn', async () => {
    const standIn = new StandIn();
    await standIn.listen(address, Promise.resolve());
    const sockets = [connect(address), connect(address)];
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await sleep(50);
    const given = [0, 0];
    await standIn.end(async (socket) => {
      given[0]! += 1;
      socket.destroy();
      await standIn.listen(address, Promise.resolve());
    });
    await standIn.end(async (socket) => {
      given[1]! += 1;
      socket.destroy();
    });
    for (const socket of sockets) socket.destroy();
    expect(given).toEqual([1, 1]);
  });
});
