import { serve } from '@hono/node-server';
import { Hono, type Context } from 'hono';

import { compilePage } from './page.js';
import {
  HTML_HEADERS,
  JSON_HEADERS,
  JSON_TYPE,
  HTML,
  open,
  PORT,
  ROWS,
  sessionCookie,
  SESSION_HEADERS,
  setSessionCookie,
  TITLE,
  toInteger,
} from './shared.js';

const app = new Hono();
const page = compilePage();
const shop = { item: (id: number) => `Item ${id}` };

function send(context: Context, value: object, headers: Record<string, string> = JSON_HEADERS) {
  return context.body(JSON.stringify(value), 200, { ...headers, 'content-type': JSON_TYPE });
}

app.get('/plaintext', (context) => context.body('Hello, World!', 200, { ...HTML_HEADERS, 'content-type': HTML }));

app.get('/json', (context) => send(context, { message: 'Hello, World!' }));

app.get('/users/:id', (context) => {
  const id = toInteger(context.req.param('id'));
  return id === undefined ? context.notFound() : send(context, { id, name: `User ${id}` });
});

app.get('/search', (context) =>
  send(context, { q: context.req.query('q') ?? '', page: toInteger(context.req.query('page')) ?? 1 }),
);

app.get('/session', (context) => {
  const visits = (open(sessionCookie(context.req.header('cookie'))).visits ?? 0) + 1;
  return send(context, { visits }, { ...SESSION_HEADERS, 'set-cookie': setSessionCookie({ visits }) });
});

app.get('/page', (context) =>
  context.body(page({ title: TITLE, rows: ROWS }), 200, { ...HTML_HEADERS, 'content-type': HTML }),
);

app.post('/form', async (context) => send(context, await context.req.parseBody()));

app.get('/bare', (context) => send(context, { bare: true }));

app.get('/inject/:id', (context) => {
  const id = toInteger(context.req.param('id'));
  if (id === undefined) return context.notFound();
  const user = { name: context.req.header('x-user') ?? 'nobody' };
  const locale = { name: context.req.header('accept-language') ?? 'en' };
  return send(context, { id, item: shop.item(id), path: context.req.path, user: user.name, locale: locale.name });
});

const options = { fetch: app.fetch, port: PORT, hostname: '127.0.0.1' };
// Bun has a server of its own, of whose types no more is needed.
const { Bun } = globalThis as { Bun?: { serve(given: typeof options): void } };
if (Bun === undefined) serve(options);
else Bun.serve(options);
