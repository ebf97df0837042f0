import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { start } from './servers.mjs';

// node bench/connections.mjs [5000]: what connections that rest take, in the memory of the server's process. Needs a built Phial, and
// `ulimit -n` above the number.

const COUNT = Number(process.argv[2] ?? 5000);
if (!(COUNT > 0)) {
  console.error('node bench/connections.mjs [how many connections of each kind]');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n';
const KINDS = { WebSocket: ['/socket', UPGRADE], 'event stream': ['/events', ''], 'kept-alive HTTP': ['/none', ''] };

const table = {};
for (const [kind, [path, headers]] of Object.entries(KINDS)) table[kind] = await memoryOf(path, headers);
console.log(`${COUNT} connections of each kind, Node.js ${process.version}:`);
console.table(table);
process.exit();

/** A process of its own for each kind. The first hundred connections are not counted: they compile the code. */
async function memoryOf(path, headers) {
  const app = ['dist/cli/index.js', 'run', 'spec/scale/fixtures/connections.ts', '--port', '$PORT'];
  const command = [process.execPath, '--expose-gc', join(root, app[0]), app[1], join(root, app[2]), ...app.slice(3)];
  const server = await start(command, { LOG_LEVEL: 'silent' });
  const text = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
  const warm = await open(server.origin, text, 100);
  const before = await restingMemory(server.origin);
  const all = await open(server.origin, text, COUNT);
  const after = await restingMemory(server.origin);
  for (const socket of [...warm, ...all]) socket.destroy();
  await server.stop();
  return {
    'KiB each': Math.round(((after - before) / COUNT / 1024) * 10) / 10,
    'MiB together': Math.round(after / 2 ** 20),
  };
}

async function open(origin, text, count) {
  const { hostname, port } = new URL(origin);
  const sockets = [];
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(50, count - sockets.length) }, () => opened(hostname, port, text));
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

/** Connected, and answered. */
function opened(hostname, port, text) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
    socket.once('data', () => resolve(socket)).once('error', reject);
  });
}

async function restingMemory(origin) {
  await sleep(500);
  const response = await fetch(`${origin}/memory`);
  return (await response.json()).bytes;
}
