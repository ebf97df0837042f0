import fastifyCookie from '@fastify/cookie';
import secureSession from '@fastify/secure-session';
import Fastify from 'fastify';
import { z } from 'zod';

import * as phial from '../../dist/index.js';

const { Abort, Redirect, Request, Session, render } = phial;

// A route for each kind of work, in Phial and by hand in Fastify. It is plain JavaScript, so that nothing has to be
// compiled first: `decorate` does what decorators would. JSON has less than 32 letters: beyond, older engines make more objects of it.

/** What is asked for, by kind. The methods below have the same names. */
export const KINDS = {
  text: { url: '/text' },
  data: { url: '/data' },
  schema: { url: '/schema' },
  variable: { url: '/users/42' },
  query: { url: '/query?q=fast+and+small&page=3' },
  page: { url: '/page' },
  form: {
    url: '/form',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'name=Ada+L&city=Paris',
  },
  json: {
    url: '/json',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    payload: '{"name":"Ada","city":"London"}',
  },
  read: { url: '/read', needsCookie: true },
  written: { url: '/written', needsCookie: true },
  bare: { url: '/bare' },
  alone: { url: '/bare', isAlone: true },
  injected: { url: '/injected/7', headers: { 'x-user': 'ada', 'accept-language': 'de' } },
  hooks: { url: '/hooked/hooks' },
  async: { url: '/async' },
  abort: { url: '/abort' },
  redirect: { url: '/redirect' },
  missing: { url: '/nowhere' },
  head: { url: '/text', method: 'HEAD' },
};

class Site {
  text() {
    return 'Hello, World!';
  }

  data() {
    return { message: 'Hello, World!' };
  }

  schema() {
    return { message: 'Hello, World!' };
  }

  variable(id) {
    return { id };
  }

  query(request) {
    return { q: request.args.get('q', ''), page: request.args.get('page', 1, Number) };
  }

  page() {
    return render('page', { title: 'Names', rows: ROWS });
  }

  form(request) {
    return request.form.toObject();
  }

  json(person) {
    return { name: person.name };
  }

  read(session) {
    return { visits: session.get('visits', 0) };
  }

  written(session) {
    const visits = session.get('visits', 0) + 1;
    session.set('visits', visits);
    return { visits };
  }

  /** In an app whose other routes have sessions, hooks and forms. */
  bare() {
    return { bare: true };
  }

  injected(id, request, shop, visitor, locale) {
    return [shop.item(id), request.method, visitor.name, locale.name];
  }

  async async() {
    return { message: 'Hello, World!' };
  }

  abort() {
    throw new Abort(404, 'There is no such note.');
  }

  redirect() {
    throw new Redirect('/text');
  }
}

const ROWS = [1, 2, 3].map((id) => ({ id, name: `Name ${id}`, text: '<b>bold</b>' }));

class Shop {
  item(id) {
    return `Item ${id}`;
  }
}

class Visitor {
  constructor(name) {
    this.name = name;
  }

  static from(request) {
    return new Visitor(request.headers.get('x-user', 'nobody'));
  }
}

class Locale {
  constructor(name) {
    this.name = name;
  }

  static from(request) {
    return new Locale(request.headers.get('accept-language', 'en'));
  }
}

class Person extends phial.Json(z.object({ name: z.string(), city: z.string() })) {}

/** Its hooks are its own. */
class Hooked {
  before() {}

  after() {}

  teardown() {}

  hooks() {
    return 'Hello, World!';
  }
}

/** The only controller of an app that has nothing else. */
class Alone {
  bare() {
    return { bare: true };
  }
}

const { AfterRequest, BeforeRequest, Controller, FromRequest, Get, Post, TeardownRequest } = phial;

decorate(Visitor, { from: FromRequest({ inject: [Request] }) });
decorate(Locale, { from: FromRequest({ inject: [Request] }) });
decorate(Site.prototype, {
  text: Get('/text'),
  data: Get('/data'),
  schema: Get('/schema', { response: z.object({ message: z.string() }) }),
  variable: Get('/users/:id', { inject: [Number] }),
  query: Get('/query', { inject: [Request] }),
  page: Get('/page'),
  form: Post('/form', { inject: [Request] }),
  json: Post('/json', { inject: [Person] }),
  read: Get('/read', { inject: [Session] }),
  written: Get('/written', { inject: [Session] }),
  bare: Get('/bare'),
  injected: Get('/injected/:id', { inject: [Number, Request, Shop, Visitor, Locale] }),
  async: Get('/async'),
  abort: Get('/abort'),
  redirect: Get('/redirect'),
});
Controller('/hooked')(Hooked);
decorate(Hooked.prototype, {
  before: BeforeRequest(),
  after: AfterRequest(),
  teardown: TeardownRequest(),
  hooks: Get('/hooks'),
});
decorate(Alone.prototype, { bare: Get('/bare') });

function decorate(target, decorators) {
  for (const [name, decorator] of Object.entries(decorators))
    decorator(target, name, Object.getOwnPropertyDescriptor(target, name));
}

const KEY = Buffer.alloc(32, 7);
const OPTIONS = {
  root: new URL('..', import.meta.url).pathname,
  secretKey: KEY.toString('hex'),
  debug: false,
  fastify: { logger: false },
};

/** An app's Fastify, ready to serve all kinds; or, alone, one. */
export async function inPhial(isAlone = false) {
  const app = phial.createApp({
    ...OPTIONS,
    ...(isAlone ? { controllers: [Alone] } : { controllers: [Site, Hooked], services: [new Shop()] }),
  });
  await app.ready();
  return app.fastify;
}

/** The same, written by hand. */
export async function byHand() {
  const app = Fastify();
  for (const path of ['/data', '/schema', '/users/:id', '/query', '/bare', '/injected/:id'])
    app.get(path, (_request, reply) => void reply.send({ message: 'Hello, World!' }));
  for (const path of ['/text', '/page'])
    app.get(path, (_request, reply) => void reply.type('text/html').send('Hello, World!'));
  for (const path of ['/form', '/json']) app.post(path, (request, reply) => void reply.send(request.body));
  app.get('/async', async () => ({ message: 'Hello, World!' }));
  app.get('/abort', (_request, reply) => void reply.code(404).send('There is no such note.'));
  app.get('/redirect', (_request, reply) => void reply.redirect('/text'));
  app.setNotFoundHandler((_request, reply) => void reply.code(404).send('There is nothing here.'));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, { body }),
  );
  await app.register(async (scope) => {
    await scope.register(fastifyCookie);
    await scope.register(secureSession, { key: KEY });
    scope.get('/read', (request, reply) => void reply.send({ visits: request.session.get('visits') }));
    scope.get('/written', (request, reply) => {
      request.session.set('visits', 2);
      reply.send({ visits: 2 });
    });
  });
  await app.register(async (scope) => {
    scope.addHook('onRequest', (_request, _reply, done) => done());
    scope.addHook('onSend', (_request, _reply, _payload, done) => done());
    scope.addHook('onResponse', (_request, _reply, done) => done());
    scope.get('/hooked/hooks', (_request, reply) => void reply.type('text/html').send('Hello, World!'));
  });
  await app.ready();
  return app;
}
