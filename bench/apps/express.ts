import express, { type Response } from 'express';

import { compilePage } from './page.js';
import {
  HTML_HEADERS,
  JSON_HEADERS,
  open,
  PORT,
  ROWS,
  sessionCookie,
  SESSION_HEADERS,
  setSessionCookie,
  TITLE,
  toInteger,
} from './shared.js';

const app = express().disable('x-powered-by').disable('etag');
const page = compilePage();
const shop = { item: (id: number) => `Item ${id}` };

function send(response: Response, value: object, headers: Record<string, string> = JSON_HEADERS) {
  response.set(headers).json(value);
}

app.get('/plaintext', (_request, response) => void response.set(HTML_HEADERS).send('Hello, World!'));

app.get('/json', (_request, response) => send(response, { message: 'Hello, World!' }));

app.get('/users/:id', (request, response) => {
  const id = toInteger(request.params.id);
  if (id === undefined) return void response.sendStatus(404);
  send(response, { id, name: `User ${id}` });
});

app.get('/search', (request, response) => {
  const { q = '', page = '1' } = request.query as Record<string, string>;
  send(response, { q, page: toInteger(page) ?? 1 });
});

app.get('/session', (request, response) => {
  const visits = (open(sessionCookie(request.headers.cookie)).visits ?? 0) + 1;
  response.set('set-cookie', setSessionCookie({ visits }));
  send(response, { visits }, SESSION_HEADERS);
});

app.get('/page', (_request, response) => void response.set(HTML_HEADERS).send(page({ title: TITLE, rows: ROWS })));

app.post('/form', express.urlencoded({ extended: false }), (request, response) =>
  send(response, request.body as object),
);

app.get('/bare', (_request, response) => send(response, { bare: true }));

app.get('/inject/:id', (request, response) => {
  const id = toInteger(request.params.id);
  if (id === undefined) return void response.sendStatus(404);
  const user = { name: request.get('x-user') ?? 'nobody' };
  const locale = { name: request.get('accept-language') ?? 'en' };
  send(response, { id, item: shop.item(id), path: request.path, user: user.name, locale: locale.name });
});

app.listen(PORT, '127.0.0.1');
