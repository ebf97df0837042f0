import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { text } from 'node:stream/consumers';

import { Controller, ErrorHandler, html, Post, Route, Session, type AppOptions, type TestClient } from 'phial';
import { quietApp } from '../support/quiet-app.js';

import { connectTo, rawPost } from '../support/raw-request.js';

@Controller()
class Pages {
  @Route('/')
  page() {
    return html`<h1>Hello</h1>`;
  }

  @Route('/unknown/:id')
  unknown(id: number) {
    return id;
  }
}

function client(controller: object, plugins: AppOptions['plugins']): TestClient {
  return quietApp([controller], { secretKey: 'a secret key for the specs', plugins: plugins! }).testClient();
}

describe('@fastify/helmet', () => {
  const contentSecurityPolicy = { directives: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'] } };
  const browser = client(Pages, [[helmet, { contentSecurityPolicy }]]);

  it('adds a Content-Security-Policy to pages', async () => {
    const { headers } = await browser.get('/');
    expect(headers['content-security-policy']).toMatch(/^default-src 'self';.*;img-src 'self' data:;/);
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });

  it('adds it to error pages and redirects, too', async () => {
    expect((await browser.get('/nowhere')).headers['content-security-policy']).toContain("default-src 'self'");
    expect((await browser.get('/unknown/x')).headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('wins over the headers of Phial', async () => {
    expect((await browser.get('/')).headers['referrer-policy']).toBe('no-referrer');
  });
});

describe('@fastify/rate-limit', () => {
  @Controller()
  class Login {
    @Route('/')
    page(session: Session) {
      return session.size;
    }

    @Post('/login')
    login() {
      return 'welcome';
    }

    @ErrorHandler(429)
    slowDown() {
      return 'Slow down.';
    }
  }

  it('answers 429 when a client asks too often, through the error handlers', async () => {
    const browser = client(Login, [[rateLimit, { max: 2, timeWindow: '1 minute' }]]);
    await browser.get('/');
    await browser.post('/login');
    const response = await browser.post('/login');
    expect([response.status, response.text, response.headers['retry-after']]).toEqual([429, 'Slow down.', '60']);
  });

  it('limits the login alone, when it is told to', async () => {
    const allowList = ({ routeOptions }: FastifyRequest) => routeOptions.url !== '/login';
    const browser = client(Login, [[rateLimit, { max: 1, timeWindow: '1 minute', allowList }]]);
    const statuses = [
      await browser.post('/login'),
      await browser.post('/login'),
      await browser.get('/'),
      await browser.get('/'),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 429, 200, 200]);
  });

  it('counts a login however its address is written', async () => {
    const allowList = ({ routeOptions }: FastifyRequest) => routeOptions.url !== '/login';
    const app = quietApp([Login], {
      secretKey: 'a secret key for the specs',
      plugins: [[rateLimit, { max: 10, timeWindow: '1 minute', allowList }]],
    });
    const address = await app.run({ port: 0 });
    const spellings = ['/login?', '/login?x=1', '/logi%6e', `${address}/login`, '/login#'];
    const statuses: string[] = [];
    for (let guess = 0; guess < 40; guess++) {
      const socket = connectTo(address).end(rawPost(spellings[guess % 5]!, 'text/plain', ''));
      statuses.push((await text(socket)).slice(9, 12));
    }
    await app.close();
    expect(statuses.filter((status) => status !== '429').length).toBeLessThanOrEqual(10);
  });

  it('knows clients apart by their address', async () => {
    const app = quietApp([Login], {
      secretKey: 'a secret key for the specs',
      fastify: { trustProxy: '127.0.0.1' },
      plugins: [[rateLimit, { max: 1 }]],
    });
    const browser = app.testClient();
    const from = async (address: string) =>
      (await browser.post('/login', { headers: { 'x-forwarded-for': address } })).status;
    expect([await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.2')]).toEqual([200, 429, 200]);
  });
});
