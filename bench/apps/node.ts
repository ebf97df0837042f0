import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import querystring from 'fast-querystring';

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
  toInteger,
} from './shared.js';

// No framework at all: what Node itself costs.

const page = compilePage();
const shop = { item: (id: number) => `Item ${id}` };

const server = createServer((request, response) => {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  const path = at === -1 ? url : url.slice(0, at);
  switch (path) {
    case '/plaintext':
      return send(response, 'Hello, World!', HTML, HTML_HEADERS);
    case '/json':
      return sendJson(response, { message: 'Hello, World!' });
    case '/search':
      return search(response, url.slice(at + 1));
    case '/session':
      return session(request, response);
    case '/page':
      return send(response, page({ title: TITLE, rows: ROWS }), HTML, HTML_HEADERS);
    case '/form':
      return form(request, response);
    case '/bare':
      return sendJson(response, { bare: true });
    default:
  }
  if (path.startsWith('/users/')) return user(response, path);
  if (path.startsWith('/inject/')) return inject(request, response, path);
  response.writeHead(404).end();
});

function send(response: ServerResponse, body: string, type: string, headers: object) {
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function sendJson(response: ServerResponse, value: object, headers: object = JSON_HEADERS) {
  send(response, JSON.stringify(value), JSON_TYPE, headers);
}

function user(response: ServerResponse, path: string) {
  const id = toInteger(path.slice('/users/'.length));
  if (id === undefined) return void response.writeHead(404).end();
  sendJson(response, { id, name: `User ${id}` });
}

function search(response: ServerResponse, query: string) {
  const { q = '', page = '1' } = querystring.parse(query);
  sendJson(response, { q, page: toInteger(page) ?? 1 });
}

function session(request: IncomingMessage, response: ServerResponse) {
  const { visits = 0 } = open(sessionCookie(request.headers.cookie));
  sendJson(
    response,
    { visits: visits + 1 },
    { ...SESSION_HEADERS, 'set-cookie': setSessionCookie({ visits: visits + 1 }) },
  );
}

function form(request: IncomingMessage, response: ServerResponse) {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => sendJson(response, querystring.parse(body)));
}

function inject(request: IncomingMessage, response: ServerResponse, path: string) {
  const id = toInteger(path.slice('/inject/'.length));
  if (id === undefined) return void response.writeHead(404).end();
  const user = { name: request.headers['x-user'] ?? 'nobody' };
  const locale = { name: request.headers['accept-language'] ?? 'en' };
  sendJson(response, { id, item: shop.item(id), path, user: user.name, locale: locale.name });
}

server.listen(PORT, '127.0.0.1');
