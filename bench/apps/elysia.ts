import { Elysia, t } from 'elysia';

import { compilePage } from './page.js';
import {
  HTML,
  HTML_HEADERS,
  JSON_HEADERS,
  JSON_TYPE,
  open,
  PORT,
  ROWS,
  sessionCookie,
  SESSION_HEADERS,
  setSessionCookie,
  TITLE,
} from './shared.js';

// It runs on Bun alone.

const page = compilePage();
const shop = { item: (id: number) => `Item ${id}` };
const AS_HTML = { ...HTML_HEADERS, 'content-type': HTML };
const AS_JSON = { ...JSON_HEADERS, 'content-type': JSON_TYPE };
const identified = { params: t.Object({ id: t.Integer() }) };

new Elysia()
  .get('/plaintext', ({ set }) => {
    set.headers = { ...AS_HTML };
    return 'Hello, World!';
  })
  .get('/json', ({ set }) => {
    set.headers = { ...AS_JSON };
    return { message: 'Hello, World!' };
  })
  .get(
    '/users/:id',
    ({ params: { id }, set }) => {
      set.headers = { ...AS_JSON };
      return { id, name: `User ${id}` };
    },
    identified,
  )
  .get(
    '/search',
    ({ query: { q, page }, set }) => {
      set.headers = { ...AS_JSON };
      return { q, page };
    },
    { query: t.Object({ q: t.String({ default: '' }), page: t.Integer({ default: 1 }) }) },
  )
  .get('/session', ({ headers, set }) => {
    const visits = (open(sessionCookie(headers['cookie'])).visits ?? 0) + 1;
    set.headers = { ...AS_JSON, ...SESSION_HEADERS, 'set-cookie': setSessionCookie({ visits }) };
    return { visits };
  })
  .get('/page', ({ set }) => {
    set.headers = { ...AS_HTML };
    return page({ title: TITLE, rows: ROWS });
  })
  .post('/form', ({ body, set }) => {
    set.headers = { ...AS_JSON };
    return body;
  })
  .get('/bare', ({ set }) => {
    set.headers = { ...AS_JSON };
    return { bare: true };
  })
  .get(
    '/inject/:id',
    ({ params: { id }, headers, path, set }) => {
      set.headers = { ...AS_JSON };
      const user = { name: headers['x-user'] ?? 'nobody' };
      const locale = { name: headers['accept-language'] ?? 'en' };
      return { id, item: shop.item(id), path, user: user.name, locale: locale.name };
    },
    identified,
  )
  .listen({ port: PORT, hostname: '127.0.0.1' });
