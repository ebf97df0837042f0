import assert from 'node:assert/strict';
import { once } from 'node:events';

import { WebSocket } from 'ws';

// What the applications of other roads answer, before it is timed: compared to the byte, but for what is random.

/** What the first application has answered, by the name of the road. */
const answers = new Map();

/**
 * The requests of an application.
 *
 * @throws AssertionError when an answer is not that of the application that was asked first
 */
export async function verifiedRoads(origin, roads) {
  const requests = {};
  for (const road of roads) {
    const { name } = road;
    const { request, answer } = road.isSocket === true ? await echoed(origin, road) : await answered(origin, road);
    if (answers.has(name)) assert.deepEqual(answer, answers.get(name), name);
    answers.set(name, answer);
    requests[name] = request;
  }
  return requests;
}

async function answered(origin, road) {
  const { name, path, method = 'GET', send, status = 200, connections } = road;
  const headers = { ...road.sends, ...(await headersOf(origin + path, road)) };
  const response = await fetch(origin + path, { method, headers, body: send, redirect: 'manual' });
  assert.equal(response.status, status, name);
  return {
    request: { path, method, headers, body: send, connections },
    answer: { headers: ownHeaders(response.headers), body: await response.text() },
  };
}

/** What only the application itself can give, which is asked before. */
async function headersOf(url, { name, isConditional = false, needsCookie = false }) {
  if (!isConditional && !needsCookie) return {};
  const response = await fetch(url);
  await response.arrayBuffer();
  assert.equal(response.status, 200, name);
  if (needsCookie) return { cookie: response.headers.get('set-cookie').split(';', 1)[0] };
  // As a browser sends it. Left to itself, fetch() would ask that no 304 be sent.
  return { 'if-none-match': response.headers.get('etag'), 'cache-control': 'max-age=0' };
}

async function echoed(origin, { name, path }) {
  const socket = new WebSocket(origin.replace('http', 'ws') + path, { perMessageDeflate: false });
  const upgraded = once(socket, 'upgrade');
  await once(socket, 'open');
  const [response] = await upgraded;
  socket.send('Grüße');
  const [data, isBinary] = await once(socket, 'message');
  socket.terminate();
  assert.equal(response.statusCode, 101, name);
  return {
    request: { path, isSocket: true },
    answer: { headers: ownHeaders(Object.entries(response.headers)), body: data.toString(), isBinary },
  };
}

function ownHeaders(headers) {
  const own = [...headers].filter(([name]) => !/^(?:date|connection|keep-alive)$/.test(name));
  return Object.fromEntries(own.map(([name, value]) => [name, masked(name, value)]));
}

/** An id is random, and so is what answers a client's random key. */
function masked(name, value) {
  if (name === 'sec-websocket-accept') return '*';
  return name === 'set-cookie' ? value.replace(/^session=[^;]+/, 'session=*') : value;
}
