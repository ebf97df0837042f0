import 'reflect-metadata';

import secureSession from '@fastify/secure-session';
import querystring from 'fast-querystring';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { bootstrap, Controller, GET, POST } from 'fastify-decorators';

import { compilePage } from './page.js';
import { HTML, HTML_HEADERS, JSON_HEADERS, KEY, PORT, ROWS, SESSION_HEADERS, TITLE, toInteger } from './shared.js';

const page = compilePage();
const shop = { item: (id: number) => `Item ${id}` };

@Controller('')
class Site {
  @GET('/plaintext')
  plaintext(_request: FastifyRequest, reply: FastifyReply) {
    reply.headers(HTML_HEADERS).type(HTML).send('Hello, World!');
  }

  @GET('/json')
  json(_request: FastifyRequest, reply: FastifyReply) {
    reply.headers(JSON_HEADERS).send({ message: 'Hello, World!' });
  }

  @GET('/users/:id')
  user(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) {
    const id = toInteger(request.params.id);
    if (id === undefined) return void reply.callNotFound();
    reply.headers(JSON_HEADERS).send({ id, name: `User ${id}` });
  }

  @GET('/search')
  search(request: FastifyRequest<{ Querystring: { q?: string; page?: string } }>, reply: FastifyReply) {
    const { q = '', page = '1' } = request.query;
    reply.headers(JSON_HEADERS).send({ q, page: toInteger(page) ?? 1 });
  }

  @GET('/session')
  session(request: FastifyRequest, reply: FastifyReply) {
    const visits = (request.session.get('visits') ?? 0) + 1;
    request.session.set('visits', visits);
    reply.headers(SESSION_HEADERS).send({ visits });
  }

  @GET('/page')
  page(_request: FastifyRequest, reply: FastifyReply) {
    reply
      .headers(HTML_HEADERS)
      .type(HTML)
      .send(page({ title: TITLE, rows: ROWS }));
  }

  @POST('/form')
  form(request: FastifyRequest, reply: FastifyReply) {
    reply.headers(JSON_HEADERS).send(request.body);
  }

  @GET('/bare')
  bare(_request: FastifyRequest, reply: FastifyReply) {
    reply.headers(JSON_HEADERS).send({ bare: true });
  }

  @GET('/inject/:id')
  inject(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) {
    const id = toInteger(request.params.id);
    if (id === undefined) return void reply.callNotFound();
    const user = { name: request.headers['x-user'] ?? 'nobody' };
    const locale = { name: request.headers['accept-language'] ?? 'en' };
    reply
      .headers(JSON_HEADERS)
      .send({ id, item: shop.item(id), path: request.url.split('?', 1)[0], user: user.name, locale: locale.name });
  }
}

const app = Fastify();
await app.register(secureSession, { key: KEY, cookie: { path: '/', httpOnly: true, sameSite: 'lax' } });
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, querystring.parse(body as string)),
);
await app.register(bootstrap, { controllers: [Site] });
await app.listen({ port: PORT });
