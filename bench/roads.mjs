import { spawnSync } from 'node:child_process';

// Other roads that applications take, with Phial and with Fastify by hand alone. What each answers is compared, to the byte.

const FORM = 'name=Ada+Lovelace&email=ada%40example.org&age=36';
const PERSON = JSON.stringify({ name: 'Ada Lovelace', email: 'ada@example.org', age: 36 });
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const PROGRAM = { accept: 'application/json' };
const BOUNDARY = '----a-boundary-of-the-benchmark';
const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

/** The applications of a road, unless it says otherwise. */
const USUAL = 'command';

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
  { name: 'staticrange', path: '/static/style.css', status: 206, sends: { range: 'bytes=1000-1999' } },
  { name: 'large', path: '/large', isLarge: true },
  { name: 'largeschema', path: '/large-schema', isLarge: true },
  { name: 'rows', path: '/rows', isLarge: true },
  { name: 'sessionmemory', apps: 'keeping', path: '/session', needsCookie: true },
  { name: 'sessionredis', apps: 'keeping', needsRedis: true, path: '/session', needsCookie: true },
  { name: 'upload10k', apps: 'keeping', path: '/upload', method: 'POST', send: formWith(10_000), sends: MULTIPART },
  {
    name: 'upload1m',
    apps: 'keeping',
    path: '/upload',
    method: 'POST',
    send: formWith(1_000_000),
    sends: MULTIPART,
    isLarge: true,
    // What is on its way when the last is answered is given up, and would be as much work as some that are counted.
    connections: 1,
  },
  { name: 'websocket', apps: 'keeping', path: '/echo', isSocket: true },
];

/** Whether Redis can be started, which some roads need. */
export function hasRedis() {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/**
 * Roads by the processes that they share: `apps` is how ROAD_APPS name them, and `env` what they are started with.
 *
 * @param redisUrl of the Redis for roads that need one
 */
export function groupsOf(roads, redisUrl) {
  return [
    { apps: USUAL, env: {} },
    { apps: 'keeping', env: {} },
    { apps: 'keeping', env: { REDIS_URL: redisUrl }, needsRedis: true },
  ]
    .map((group) => ({ ...group, roads: roads.filter((road) => isOf(group, road)) }))
    .filter((group) => group.roads.length > 0);
}

function isOf(group, { apps = USUAL, needsRedis = false }) {
  return group.apps === apps && (group.needsRedis ?? false) === needsRedis;
}

/** A multipart form of a field and a file of so many bytes, each another than the one before. */
function formWith(bytes) {
  const head = [
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="title"\r\n\r\nA picture\r\n`,
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="picture.png"\r\ncontent-type: image/png\r\n\r\n`,
  ];
  const file = Buffer.from(Array.from({ length: bytes }, (_none, index) => (index * 167) % 256));
  return Buffer.concat([Buffer.from(head.join('')), file, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}
