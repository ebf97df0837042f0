import { createServer, request as ask, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Post, Redirect, Request, Session, type App } from 'phial';
import { quietApp } from '../support/quiet-app.js';

@Controller()
class Notes {
  @Get('/')
  index(request: Request) {
    return [request.path, request.url];
  }

  @Get('/notes/')
  notes() {
    return 'notes';
  }

  @Post('/login')
  login(session: Session, request: Request) {
    session.set('userId', 1);
    throw new Redirect(request.urlFor('.index'));
  }
}

/** As nginx with `location /blog/ { proxy_pass http://app/; proxy_set_header X-Forwarded-Prefix /blog; }`. */
function proxyTo(port: number, prefix: string): Server {
  return createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, 'x-forwarded-prefix': prefix };
    const path = incoming.url!.slice(prefix.length);
    const passedOn = ask({ host: '127.0.0.1', port, path, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passedOn);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

describe('An app below a proxy that takes a prefix off', () => {
  let app: App;
  let proxy: Server;

  beforeAll(async () => {
    app = quietApp([Notes], { secretKey: 'sixteen letters!', fastify: { trustProxy: '127.0.0.1' } });
    await app.fastify.listen({ port: 0, host: '127.0.0.1' });
    proxy = proxyTo(portOf(app.fastify.server as Server), '/blog');
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await app.close();
  });

  function send(method: string, path: string): Promise<{ text: string; headers: IncomingHttpHeaders }> {
    return new Promise((resolve, reject) => {
      const sent = ask({ host: '127.0.0.1', port: portOf(proxy), path, method }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        answer.on('end', () => resolve({ text, headers: answer.headers }));
      });
      sent.on('error', reject).end();
    });
  }

  it('knows the URL that the visitor has', async () => {
    expect(JSON.parse((await send('GET', '/blog/')).text)).toEqual(['/', `http://127.0.0.1:${portOf(proxy)}/blog/`]);
  });

  it('adds a slash below the prefix', async () => {
    expect((await send('GET', '/blog/notes')).headers.location).toBe('/blog/notes/');
  });

  it('leads to its own pages, and keeps its session to them', async () => {
    const { headers } = await send('POST', '/blog/login');
    expect(headers.location).toBe('/blog/');
    expect(headers['set-cookie']).toEqual([expect.stringContaining('; Path=/blog;')]);
  });
});
