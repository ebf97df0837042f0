import { finished } from 'node:stream';

import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import querystring from 'fast-querystring';
import Fastify from 'fastify';

import { compilePage, compileTemplate } from '../page.js';
import { HTML, HTML_HEADERS, JSON_HEADERS, PORT, TITLE, toInteger } from '../shared.js';
import { refuse } from './refuse.js';
import { FIVE_HUNDRED, later, person, RECORDS } from './shared.js';

// The roads as a good engineer would write them by hand.

declare module 'fastify' {
  interface FastifyRequest {
    user: string;
  }
}

const string = { type: 'string' };
const integer = { type: 'integer' };

function schemaOf(properties: object, status = 200) {
  return { response: { [status]: { type: 'object', properties } } };
}

const PERSON = schemaOf({ name: string, email: string, age: integer });

const app = Fastify();
const page = compilePage();
const context = compileTemplate('context');

app.get('/waits', { schema: schemaOf({ message: string }) }, async (_request, reply) => {
  const message = await later('Hello, World!');
  reply.headers(JSON_HEADERS);
  return { message };
});

app.get('/text', (_request, reply) => {
  reply
    .code(201)
    .headers(HTML_HEADERS)
    .headers({ 'x-kind': 'text', 'cache-control': 'no-store' })
    .type(HTML)
    .send('Hello, World!');
});

app.get('/response', { schema: schemaOf({ message: string }, 201) }, (_request, reply) => {
  reply.code(201).headers(JSON_HEADERS).header('x-kind', 'data').send({ message: 'Hello, World!' });
});

await app.register(async (scope) => {
  await scope.register(fastifyCookie);
  scope.get('/cookie', (_request, reply) => {
    reply
      .setCookie('theme', 'dark', { maxAge: 3600, httpOnly: true, sameSite: 'lax', path: '/' })
      .headers(HTML_HEADERS)
      .type(HTML)
      .send('Hello, World!');
  });

  scope.get<{ Querystring: { q?: string; page?: string } }>(
    '/read',
    { schema: schemaOf({ q: string, page: integer, theme: string, size: string, user: string }) },
    (request, reply) => {
      const { q = '', page = '1' } = request.query;
      const { theme = 'light', size = '' } = request.cookies;
      const user = request.headers['x-user'] ?? 'nobody';
      reply.headers(JSON_HEADERS).send({ q, page: toInteger(page) ?? 1, theme, size, user });
    },
  );
});

app.get('/redirect', (_request, reply) => {
  reply.headers(JSON_HEADERS).redirect('/text');
});

class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    message: string,
  ) {
    super(message);
  }
}

class Taken extends Error {}

app.get('/abort', () => {
  throw new HttpError(403, 'Forbidden', 'This is not yours.');
});

app.get('/handled', () => {
  throw new Taken('It is taken.');
});

app.setErrorHandler((error: Error, request, reply) => {
  if (error instanceof HttpError)
    return refuse(request, reply, error.status, error.title, error.message, error.message);
  if (error instanceof Taken) return reply.code(409).headers(HTML_HEADERS).type(HTML).send(error.message);
  return refuse(request, reply, 500, 'Internal Server Error', 'Something went wrong on the server.');
});

app.setNotFoundHandler((request, reply) => {
  if (request.method === 'POST' && app.hasRoute({ method: 'GET', url: request.url })) {
    reply.header('allow', 'GET, HEAD, OPTIONS');
    return refuse(request, reply, 405, 'Method Not Allowed', 'This address does not take requests of this method.');
  }
  return refuse(request, reply, 404, 'Not Found', 'There is nothing at this address.');
});

app.get('/factory', { schema: schemaOf({ name: string }) }, async (request, reply) => {
  const visitor = { name: await later(request.headers['x-user'] ?? 'nobody') };
  reply.headers(JSON_HEADERS);
  return { name: visitor.name };
});

app.get('/generator', { schema: schemaOf({ name: string }) }, async (_request, reply) => {
  const unit = await later({ name: 'unit', close: () => later(undefined) });
  try {
    reply.headers(JSON_HEADERS);
    return { name: unit.name };
  } finally {
    await unit.close();
  }
});

app.post('/person', { schema: PERSON }, async (request, reply) => {
  reply.headers(JSON_HEADERS);
  return parsed(request.body);
});

app.get('/query', { schema: PERSON }, async (request, reply) => {
  reply.headers(JSON_HEADERS);
  return parsed(request.query);
});

await app.register(async (scope) => {
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, querystring.parse(body as string));
  });
  scope.post('/form', { schema: PERSON }, async (request, reply) => {
    reply.headers(JSON_HEADERS);
    return parsed(request.body);
  });
});

function parsed(value: unknown) {
  const result = person.safeParse(value);
  if (!result.success) throw new HttpError(422, 'Unprocessable Entity', result.error.message);
  return result.data;
}

await app.register(async (scope) => {
  scope.decorateRequest('user', '');
  scope.addHook('onRequest', (request, _reply, done) => {
    request.user = 'ada';
    done();
  });
  scope.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('x-after', 'seen');
    done();
  });
  // Also when the client has gone, which onResponse does not hear of.
  scope.addHook('onRequest', (_request, reply, done) => {
    finished(reply.raw, () => {});
    done();
  });
  scope.get('/hooks/', { schema: schemaOf({ user: string }) }, (request, reply) => {
    reply.headers(JSON_HEADERS).send({ user: request.user });
  });
});

await app.register(
  async (one) =>
    one.register(
      async (two) =>
        two.register(
          async (three) =>
            three.register(
              async (four) => {
                four.get<{ Params: { id: string } }>(
                  '/:id',
                  { schema: schemaOf({ id: integer }) },
                  (request, reply) => {
                    const id = toInteger(request.params.id);
                    if (id === undefined) return void reply.callNotFound();
                    reply.headers(JSON_HEADERS).send({ id });
                  },
                );
              },
              { prefix: '/four' },
            ),
          { prefix: '/three' },
        ),
      { prefix: '/two' },
    ),
  { prefix: '/one' },
);

await app.register(fastifyStatic, {
  root: new URL('../../static', import.meta.url).pathname,
  prefix: '/static/',
  index: false,
  cacheControl: false,
  setHeaders: (reply) => {
    reply.header('cache-control', 'no-cache');
    reply.header('x-content-type-options', 'nosniff');
  },
});

app.get('/context', (_request, reply) => {
  reply
    .headers(HTML_HEADERS)
    .type(HTML)
    .send(context({ site: 'Phial & friends', title: TITLE }));
});

app.get('/rows', (_request, reply) => {
  reply
    .headers(HTML_HEADERS)
    .type(HTML)
    .send(page({ title: TITLE, rows: FIVE_HUNDRED }));
});

app.get('/large', (_request, reply) => {
  reply.headers(JSON_HEADERS).send(RECORDS);
});

const record = {
  id: integer,
  name: string,
  text: string,
  tags: { type: 'array', items: string },
  price: { type: 'number' },
  isSold: { type: 'boolean' },
};

app.get(
  '/large-schema',
  { schema: { response: { 200: { type: 'array', items: { type: 'object', properties: record } } } } },
  (_request, reply) => {
    reply.headers(JSON_HEADERS).send(RECORDS);
  },
);

await app.listen({ port: PORT });
