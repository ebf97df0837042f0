// Fastify: a hook passes the request on.
// told: compiler, request
// compiler: the request is not one
// says: Notes.load returned the request | Return nothing to go on
// ask: GET /
import { BeforeRequest, createApp, Get, Request } from 'phial';

class Notes {
  @BeforeRequest()
  load(request: Request) {
    return request; // cure:
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
