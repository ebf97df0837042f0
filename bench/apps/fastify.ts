import fastifyCookie from '@fastify/cookie';
import secureSession from '@fastify/secure-session';
import querystring from 'fast-querystring';
import Fastify from 'fastify';

import { compilePage } from './page.js';
import { HTML, HTML_HEADERS, JSON_HEADERS, KEY, PORT, ROWS, SESSION_HEADERS, TITLE, toInteger } from './shared.js';

// The reference, written by hand as a good engineer would: response schemas, and plugins only where they are needed.

declare module '@fastify/secure-session' {
  interface SessionData {
    visits: number;
  }
}

const string = { type: 'string' };
const integer = { type: 'integer' };
const boolean = { type: 'boolean' };

function schemaOf(properties: object) {
  return { response: { 200: { type: 'object', properties } } };
}

const app = Fastify();
const page = compilePage();

app.get('/plaintext', (_request, reply) => {
  reply.headers(HTML_HEADERS).type(HTML).send('Hello, World!');
});

app.get('/json', { schema: schemaOf({ message: string }) }, (_request, reply) => {
  reply.headers(JSON_HEADERS).send({ message: 'Hello, World!' });
});

app.get<{ Params: { id: string } }>(
  '/users/:id',
  { schema: schemaOf({ id: integer, name: string }) },
  (request, reply) => {
    const id = toInteger(request.params.id);
    if (id === undefined) return void reply.callNotFound();
    reply.headers(JSON_HEADERS).send({ id, name: `User ${id}` });
  },
);

app.get<{ Querystring: { q?: string; page?: string } }>(
  '/search',
  { schema: schemaOf({ q: string, page: integer }) },
  (request, reply) => {
    const { q = '', page = '1' } = request.query;
    reply.headers(JSON_HEADERS).send({ q, page: toInteger(page) ?? 1 });
  },
);

app.get('/page', (_request, reply) => {
  reply
    .headers(HTML_HEADERS)
    .type(HTML)
    .send(page({ title: TITLE, rows: ROWS }));
});

app.get('/bare', { schema: schemaOf({ bare: boolean }) }, (_request, reply) => {
  reply.headers(JSON_HEADERS).send({ bare: true });
});

const shop = { item: (id: number) => `Item ${id}` };

app.get<{ Params: { id: string } }>(
  '/inject/:id',
  { schema: schemaOf({ id: integer, item: string, path: string, user: string, locale: string }) },
  (request, reply) => {
    const id = toInteger(request.params.id);
    if (id === undefined) return void reply.callNotFound();
    const user = { name: request.headers['x-user'] ?? 'nobody' };
    const locale = { name: request.headers['accept-language'] ?? 'en' };
    reply
      .headers(JSON_HEADERS)
      .send({ id, item: shop.item(id), path: request.url.split('?', 1)[0], user: user.name, locale: locale.name });
  },
);

await app.register(async (scope) => {
  await scope.register(fastifyCookie);
  await scope.register(secureSession, { key: KEY, cookie: { path: '/', httpOnly: true, sameSite: 'lax' } });

  scope.get('/session', { schema: schemaOf({ visits: integer }) }, (request, reply) => {
    const visits = (request.session.get('visits') ?? 0) + 1;
    request.session.set('visits', visits);
    reply.headers(SESSION_HEADERS).send({ visits });
  });

  await scope.register(async (audited) => {
    audited.addHook('onRequest', (_request, _reply, done) => done());
    audited.addHook('onSend', (_request, _reply, _payload, done) => done());
    audited.addHook('onResponse', (_request, _reply, done) => done());
    audited.get('/audited/', (request, reply) => {
      reply.headers(JSON_HEADERS).send({ visits: request.session.get('visits') ?? 0 });
    });
  });
});

await app.register(async (scope) => {
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, querystring.parse(body as string));
  });

  const fields = { name: string, email: string, city: string, topic: string, message: string };
  scope.post('/form', { schema: schemaOf(fields) }, (request, reply) => {
    reply.headers(JSON_HEADERS).send(request.body);
  });
});

await app.listen({ port: PORT });
