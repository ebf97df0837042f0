import assert from 'node:assert/strict';

// What is asked of every application, and what it must answer before it is timed.

const JSON_TYPE = 'application/json; charset=utf-8';
const FORM = 'name=Ada+Lovelace&email=ada%40example.org&city=London&topic=engines&message=Hello+from+1843';

/** The seven of the claim, then the two of "you pay for what you declare". */
export const ENDPOINTS = [
  { name: 'plaintext', path: '/plaintext', type: 'text/html; charset=utf-8', body: 'Hello, World!' },
  { name: 'json', path: '/json', body: { message: 'Hello, World!' } },
  { name: 'user', path: '/users/42', body: { id: 42, name: 'User 42' } },
  { name: 'search', path: '/search?q=fast+and+small&page=3', body: { q: 'fast and small', page: 3 } },
  { name: 'session', path: '/session', needsCookie: true, body: { visits: 2 }, headers: ['set-cookie', 'vary'] },
  { name: 'page', path: '/page', type: 'text/html; charset=utf-8' },
  {
    name: 'form',
    path: '/form',
    method: 'POST',
    send: FORM,
    sends: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Object.fromEntries(new URLSearchParams(FORM)),
  },
  { name: 'bare', path: '/bare', body: { bare: true }, declares: true },
  {
    name: 'inject',
    path: '/inject/7',
    sends: { 'x-user': 'ada', 'accept-language': 'de' },
    declares: true,
    body: { id: 7, item: 'Item 7', path: '/inject/7', user: 'ada', locale: 'de' },
  },
];

/**
 * The requests of an application: each endpoint's, with the session's cookie that this application gave.
 *
 * @throws AssertionError when an answer is not what it must be
 */
export async function verifiedRequests(origin, pageOfReference) {
  const requests = {};
  for (const endpoint of ENDPOINTS) {
    const { name, path, method = 'GET', send, sends = {}, needsCookie = false } = endpoint;
    const headers = { ...sends, ...(needsCookie && { cookie: await cookieOf(origin + path) }) };
    const response = await fetch(origin + path, { method, headers, body: send });
    await verify(endpoint, response, pageOfReference);
    requests[name] = { path, method, headers, body: send };
  }
  return requests;
}

async function verify({ name, type = JSON_TYPE, body, headers = [] }, response, pageOfReference) {
  const text = await response.text();
  const wanted = name === 'page' ? (pageOfReference ?? text) : typeof body === 'string' ? body : JSON.stringify(body);
  assert.equal(response.status, 200, name);
  assert.equal(text, wanted, name);
  assert.equal(response.headers.get('content-type')?.toLowerCase(), type, name);
  for (const header of [
    'x-content-type-options',
    ...(type === JSON_TYPE ? [] : ['x-frame-options', 'referrer-policy']),
    ...headers,
  ]) {
    assert.ok(response.headers.has(header), `${name} has no ${header}`);
  }
  // A page of the reference is compared to, so it must be one.
  if (name === 'page') assert.equal(text.match(/<tr>.*&lt;b&gt;/g)?.length, 12, name);
}

async function cookieOf(url) {
  const response = await fetch(url);
  return response.headers.get('set-cookie').split(';', 1)[0];
}
