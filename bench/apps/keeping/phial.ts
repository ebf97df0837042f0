import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import { Controller, createApp, Get, MemorySessionStore, Post, Request, Session } from 'phial';
import { Socket, websocket } from 'phial-websocket';

import { KEY, PORT } from '../shared.js';

const url = process.env['REDIS_URL'];

@Controller()
class Keeping {
  @Get('/session')
  session(session: Session) {
    const visits = session.get<number>('visits', 0) + 1;
    session.set('visits', visits);
    return { visits };
  }

  @Post('/upload')
  upload(request: Request) {
    const { filename, mimetype, size } = request.files.require('file');
    return { title: request.form.require('title'), filename, mimetype, size };
  }

  @Socket('/echo')
  async echo(socket: Socket) {
    for await (const message of socket) await socket.send(message);
  }
}

const app = createApp({
  controllers: [Keeping],
  blueprints: [websocket()],
  secretKey: KEY.toString(),
  session: { store: url === undefined ? new MemorySessionStore() : new Keyv(new KeyvRedis(url)) },
  fastify: { logger: false },
});
await app.run({ port: PORT });
