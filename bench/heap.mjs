import { createServer } from 'node:net';

// Loaded into an application whose memory is looked at: whoever connects to the port beside its own, a thousand higher, is told
// how many bytes of the heap are in use once all garbage is collected. Needs --expose-gc.
createServer((socket) => {
  globalThis.gc();
  // What the first collection has finalised is garbage for the second.
  setTimeout(() => {
    globalThis.gc();
    socket.end(String(process.memoryUsage().heapUsed));
  }, 100);
})
  .listen(Number(process.env.PORT) + 1000, '127.0.0.1')
  .unref();
