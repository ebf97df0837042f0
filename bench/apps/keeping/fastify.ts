import fastifyWebsocket from '@fastify/websocket';
import Fastify from 'fastify';

import { PORT } from '../shared.js';
import { sessions } from './sessions.js';
import { uploads } from './uploads.js';

// What keeps something, as a good engineer would write it by hand: sessions in a store, uploaded files, sockets.

const app = Fastify();
await app.register(sessions);
await app.register(uploads);
await app.register(async (scope) => {
  await scope.register(fastifyWebsocket, { options: { maxPayload: 64 * 1024 } });
  scope.get('/echo', { websocket: true }, (socket) => {
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      socket.send(isBinary ? data : data.toString());
    });
  });
});
await app.listen({ port: PORT });
