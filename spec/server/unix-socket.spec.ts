import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as requestHttp, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

import { Get, Post, Request, type App, type AppOptions } from 'phial';

import { quietApp } from '../support/quiet-app.js';

class Pages {
  @Get('/')
  index({ remoteAddr, scheme, host }: Request) {
    return { remoteAddr, scheme, host };
  }

  @Post('/')
  change() {
    return 'changed';
  }
}

const folder = mkdtempSync(join(tmpdir(), 'phial-socket-'));
const socket = join(folder, 'app.sock');
const apps: App[] = [];

function appWith(options: AppOptions = {}): App {
  const app = quietApp([Pages], options);
  apps.push(app);
  return app;
}

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

async function ask(
  headers: OutgoingHttpHeaders = {},
  method = 'GET',
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    requestHttp({ socketPath: socket, path: '/', method, headers, agent: false }, (response) => {
      void text(response).then((body) =>
        resolve({ status: response.statusCode!, headers: response.headers, text: body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('app.run({ socket })', () => {
  it('listens at a Unix socket that its user and group may open, until the app is closed', async () => {
    const app = appWith();
    expect(await app.run({ socket })).toBe(`unix:${socket}`);
    expect((await ask()).status).toBe(200);
    expect((statSync(socket).mode & 0o777).toString(8)).toBe('660');
    await app.close();
    expect(existsSync(socket)).toBe(false);
  });

  it('takes the path from PHIAL_SOCKET, unless a port is given', async () => {
    process.env['PHIAL_SOCKET'] = socket;
    process.env['PHIAL_PORT'] = '1';
    try {
      expect(await appWith().run()).toBe(`unix:${socket}`);
      expect(await appWith().run({ port: 0 })).toMatch(/^http:/);
    } finally {
      delete process.env['PHIAL_SOCKET'];
      delete process.env['PHIAL_PORT'];
    }
  });

  it('replaces a socket that a process has left behind', async () => {
    const leave = `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', leave])).toThrow();
    expect(statSync(socket).isSocket()).toBe(true);
    await appWith().run({ socket });
    expect((await ask()).status).toBe(200);
  });

  it('does not take a socket that somebody listens at', async () => {
    const other = createServer().listen(socket);
    await expect(appWith().run({ socket })).rejects.toThrow(
      `The socket ${socket} is in use: another program, or another run of this app, listens there. Choose another with app.run({ socket }).`,
    );
    expect(existsSync(socket)).toBe(true);
    other.close();
  });

  it('is told to choose another where that comes from', async () => {
    process.env['PHIAL_SOCKET'] = join(folder, 'nowhere/app.sock');
    try {
      await expect(appWith().run()).rejects.toThrow('Choose another with PHIAL_SOCKET.');
    } finally {
      delete process.env['PHIAL_SOCKET'];
    }
  });

  it('leaves a file that stands at the path as it is', async () => {
    writeFileSync(socket, 'kept');
    await expect(appWith().run({ socket })).rejects.toThrow(`At ${socket} there is something else than a socket`);
    expect(readFileSync(socket, 'utf8')).toBe('kept');
    rmSync(socket);
  });

  it('says that the folder is missing', async () => {
    const nowhere = join(folder, 'nowhere/app.sock');
    await expect(appWith().run({ socket: nowhere })).rejects.toThrow('cannot be made: its folder is not there');
  });

  it('refuses a path that the system would cut off, one that is none, and a port beside it', async () => {
    await expect(appWith().run({ socket: `/tmp/${'long'.repeat(30)}` })).rejects.toThrow(
      'The path of the socket has 125 bytes, and the system takes',
    );
    await expect(appWith().run({ socket: '' })).rejects.toThrow('it must be the path of a Unix socket');
    await expect(appWith().run({ socket, port: 5000 })).rejects.toThrow(
      'it was given a socket and a port, and listens at one of them',
    );
  });

  it.each([true, '10.0.0.1', ['10.0.0.1'], (address: string) => address === '10.0.0.1'])(
    'trusts what its peer forwards when trustProxy is %p',
    async (trustProxy) => {
      await appWith({ fastify: { trustProxy } }).run({ socket });
      const forwarded = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https', host: 'example.com' };
      expect(JSON.parse((await ask(forwarded)).text)).toEqual({
        remoteAddr: '192.0.2.7',
        scheme: 'https',
        host: 'example.com',
      });
    },
  );

  it('trusts nothing without trustProxy, and knows no address', async () => {
    await appWith().run({ socket });
    expect(JSON.parse((await ask({ 'x-forwarded-for': '192.0.2.7' })).text)).toMatchObject({ remoteAddr: '' });
  });

  it('refuses writes from other sites, and hosts that are not trusted', async () => {
    await appWith({ trustedHosts: ['example.com'], fastify: { trustProxy: true } }).run({ socket });
    const host = 'example.com';
    expect((await ask({ host, origin: 'https://evil.example' }, 'POST')).status).toBe(403);
    const origin = 'https://example.com';
    expect((await ask({ host, origin, 'x-forwarded-proto': 'https' }, 'POST')).status).toBe(200);
    expect((await ask({ host: 'evil.example' })).status).toBe(400);
  });

  it('shows no debug page, since a proxy may stand at the other end', async () => {
    class Broken {
      @Get('/')
      index(): string {
        throw new Error('a secret');
      }
    }
    const app = quietApp([Broken], { debug: true });
    apps.push(app);
    await app.run({ socket });
    expect((await ask({ host: 'localhost' })).text).not.toContain('a secret');
  });
});
