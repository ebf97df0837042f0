import { once } from 'node:events';

import { WebSocket } from 'ws';

// node echo.mjs ws://127.0.0.1:5700/echo 1500 32: opens so many sockets, and says that they are open. At the first line that it
// reads it sends so many messages, on each socket the next when the one before has come back, and says when all have. It ends
// with what it reads.

const [url, amount, connections] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const TEXT = 'Hello, World!';

let sent = 0;
let received = 0;
const sockets = Array.from({ length: connections }, () => new WebSocket(url, { perMessageDeflate: false }));
for (const socket of sockets) {
  socket.on('message', (data) => {
    if (data.toString() !== TEXT) fail(`${data} came back.`);
    if (++received === amount) console.log('done');
    next(socket);
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', (code) => fail(`A socket was closed with ${code}.`));
}
await Promise.all(sockets.map((socket) => once(socket, 'open')));
process.stdin.once('data', () => sockets.forEach(next)).once('end', () => process.exit());
console.log('open');

function next(socket) {
  if (sent === amount) return;
  sent++;
  socket.send(TEXT);
}

function fail(message) {
  console.error(`${url}: ${message}`);
  process.exit(1);
}
