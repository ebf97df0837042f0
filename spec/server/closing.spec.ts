import { createApp, Get } from '../../lib/index.js';
import { exchange } from '../support/raw-request.js';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }
}

describe('An app that is closed', () => {
  it('answers what came with a connection that it has just accepted, however busy it is', async () => {
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const address = await app.run({ port: 0 });
    const closed = new Promise<void>((done) => {
      app.fastify.server.once('connection', () => {
        void app.close().then(done);
        // A turn of the loop takes so long that timers run before what has arrived is read.
        setImmediate(() => {
          const until = performance.now() + 100;
          while (performance.now() < until);
        });
      });
    });
    const { status } = await exchange(address, Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    expect(status).toBe(200);
    await closed;
  });
});
