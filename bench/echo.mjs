import { WebSocket } from 'ws';

// node echo.mjs ws://127.0.0.1:5700/echo 1500 32: sends so many messages over so many sockets, on each when the one before has
// come back, and ends when all have.

const [url, amount, connections] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const TEXT = 'Hello, World!';

let sent = 0;
let received = 0;
for (let count = 0; count < connections; count++) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const next = () => {
    if (sent === amount) return;
    sent++;
    socket.send(TEXT);
  };
  socket.on('open', next);
  socket.on('message', (data) => {
    if (data.toString() !== TEXT) fail(`${data} came back.`);
    if (++received === amount) process.exit();
    next();
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', (code) => fail(`A socket was closed with ${code}.`));
}

function fail(message) {
  console.error(`${url}: ${message}`);
  process.exit(1);
}
