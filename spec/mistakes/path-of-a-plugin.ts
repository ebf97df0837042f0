// Fastify: a plugin serves the path of a route already.
// told: start PH221
// says: Pages.health | GET /health is served already, by a plugin | Change the path
// ask: GET /health
import type { FastifyInstance } from 'fastify';
import { createApp, Get } from 'phial';

class Pages {
  @Get('/health') // cure: @Get('/healthy')
  health() {
    return 'Fine.';
  }
}

function health(fastify: FastifyInstance, _options: object, done: () => void) {
  fastify.get('/health', (_request, reply) => reply.send('Fine.'));
  done();
}

export const app = createApp({ controllers: [Pages], plugins: [health] });
