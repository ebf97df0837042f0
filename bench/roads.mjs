import assert from 'node:assert/strict';

// Other roads that applications take, with Phial and with Fastify by hand alone. What each answers is compared, to the byte.

const FORM = 'name=Ada+Lovelace&email=ada%40example.org&age=36';
const PERSON = JSON.stringify({ name: 'Ada Lovelace', email: 'ada@example.org', age: 36 });
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const PROGRAM = { accept: 'application/json' };

export const ROADS = [
  { name: 'waits', path: '/waits' },
  { name: 'text', path: '/text', status: 201 },
  { name: 'response', path: '/response', status: 201 },
  { name: 'cookie', path: '/cookie' },
  { name: 'redirect', path: '/redirect', status: 302 },
  { name: 'abort', path: '/abort', status: 403, sends: BROWSER },
  { name: 'problem', path: '/abort', status: 403, sends: PROGRAM },
  { name: 'handled', path: '/handled', status: 409 },
  { name: '404', path: '/nowhere', status: 404, sends: BROWSER },
  { name: '404json', path: '/nowhere', status: 404, sends: PROGRAM },
  { name: '405', path: '/query', method: 'POST', status: 405, sends: BROWSER },
  { name: 'factory', path: '/factory' },
  { name: 'generator', path: '/generator' },
  { name: 'jsonbody', path: '/person', method: 'POST', send: PERSON, sends: { 'content-type': 'application/json' } },
  { name: 'query', path: `/query?${FORM}` },
  {
    name: 'formbody',
    path: '/form',
    method: 'POST',
    send: FORM,
    sends: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  { name: 'hooks', path: '/hooks/' },
  { name: 'context', path: '/context' },
  { name: 'read', path: '/read?q=fast&page=3', sends: { cookie: 'theme=dark; size=12', 'x-user': 'ada' } },
  { name: 'nested', path: '/one/two/three/four/7' },
  { name: 'static', path: '/static/style.css' },
  { name: 'static304', path: '/static/style.css', status: 304, isConditional: true },
  { name: 'large', path: '/large', isLarge: true },
  { name: 'largeschema', path: '/large-schema', isLarge: true },
  { name: 'rows', path: '/rows', isLarge: true },
];

/** What the first application has answered, by the name of the road. */
const answers = new Map();

/**
 * The requests of an application.
 *
 * @throws AssertionError when an answer is not that of the application that was asked first
 */
export async function verifiedRoads(origin) {
  const requests = {};
  for (const { name, path, method = 'GET', send, sends, status = 200, isConditional = false } of ROADS) {
    const headers = { ...sends, ...(isConditional && (await conditionOf(origin + path))) };
    const response = await fetch(origin + path, { method, headers, body: send, redirect: 'manual' });
    assert.equal(response.status, status, name);
    const answer = { headers: ownHeaders(response), body: await response.text() };
    if (answers.has(name)) assert.deepEqual(answer, answers.get(name), name);
    answers.set(name, answer);
    requests[name] = { path, method, headers, body: send };
  }
  return requests;
}

function ownHeaders(response) {
  return Object.fromEntries([...response.headers].filter(([name]) => !/^(?:date|connection|keep-alive)$/.test(name)));
}

/** As a browser sends it. Left to itself, fetch() would ask that no 304 be sent. */
async function conditionOf(url) {
  const response = await fetch(url);
  await response.arrayBuffer();
  return { 'if-none-match': response.headers.get('etag'), 'cache-control': 'max-age=0' };
}
