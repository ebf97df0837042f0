// Fastify: the logger is given a level alone.
// told: compiler, start PH413
// compiler: Type 'string' is not assignable
// says: fastify: its logger is 'debug' | { logger: { level: 'debug' } }
// ask: GET /
import { createApp, Get } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Pages], fastify: { logger: 'debug' } }); // cure: export const app = createApp({ controllers: [Pages], fastify: { logger: false } });
