import { createServer } from 'node:http';
import { Application } from '@adonisjs/application';
import { defineConfig as defineBodyConfig } from '@adonisjs/bodyparser';
import { BodyParserMiddleware } from '@adonisjs/bodyparser/bodyparser_middleware';
import { Encryption } from '@adonisjs/encryption';
import { Emitter } from '@adonisjs/events';
import { defineConfig, Server, type HttpContext } from '@adonisjs/http-server';
import { Logger } from '@adonisjs/logger';

import { compilePage } from './page.js';
import {
  HTML,
  HTML_HEADERS,
  JSON_HEADERS,
  KEY,
  open,
  PORT,
  ROWS,
  sessionCookie,
  SESSION_HEADERS,
  setSessionCookie,
  TITLE,
  toInteger,
} from './shared.js';

// Its HTTP server, router and body parser, without the rest of the framework.

const root = new URL('..', import.meta.url);
const app = new Application(root, { environment: 'web', importer: (path) => import(path) });
await app.init();
const encryption = new Encryption({ secret: KEY.toString('hex') });
const emitter = new Emitter<Record<'http:request_completed', never>>(app);
const server = new Server(app, encryption, emitter, new Logger({ enabled: false }), defineConfig({}));
const bodyParser = new BodyParserMiddleware(defineBodyConfig({}));
const router = server.getRouter();
const page = compilePage();
const shop = { item: (id: number) => `Item ${id}` };

function send({ response }: HttpContext, value: object, headers: Record<string, string> = JSON_HEADERS) {
  for (const [name, text] of Object.entries(headers)) response.header(name, text);
  response.send(value);
}

function sendHtml({ response }: HttpContext, text: string) {
  for (const [name, value] of Object.entries(HTML_HEADERS)) response.header(name, value);
  response.header('content-type', HTML).send(text);
}

router.get('/plaintext', (context) => sendHtml(context, 'Hello, World!'));

router.get('/json', (context) => send(context, { message: 'Hello, World!' }));

router
  .get('/users/:id', (context) => {
    const id = context.params['id'] as number;
    send(context, { id, name: `User ${id}` });
  })
  .where('id', router.matchers.number());

router.get('/search', (context) => {
  const { q = '', page = '1' } = context.request.qs() as Record<string, string>;
  send(context, { q, page: toInteger(page) ?? 1 });
});

router.get('/session', (context) => {
  const visits = (open(sessionCookie(context.request.header('cookie'))).visits ?? 0) + 1;
  context.response.header('set-cookie', setSessionCookie({ visits }));
  send(context, { visits }, SESSION_HEADERS);
});

router.get('/page', (context) => sendHtml(context, page({ title: TITLE, rows: ROWS })));

router
  .post('/form', (context) => send(context, context.request.body()))
  .use((context, next) => bodyParser.handle(context, next));

router.get('/bare', (context) => send(context, { bare: true }));

router
  .get('/inject/:id', (context) => {
    const { request } = context;
    const id = context.params['id'] as number;
    const user = { name: request.header('x-user', 'nobody') };
    const locale = { name: request.header('accept-language', 'en') };
    send(context, { id, item: shop.item(id), path: request.url(), user: user.name, locale: locale.name });
  })
  .where('id', router.matchers.number());

await server.boot();
const http = createServer((request, response) => void server.handle(request, response));
server.setNodeServer(http);
http.listen(PORT, '127.0.0.1');
