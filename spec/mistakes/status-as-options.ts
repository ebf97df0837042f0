// Flask: the status stands behind the body.
// told: compiler, request
// compiler: no properties in common with type 'ResponseInit'
// says: new Response() was given 201 in the place of its options | { status: 201 } | makeResponse(body, 201)
// ask: GET /
import { createApp, Get, Response } from 'phial';

class Pages {
  @Get('/')
  index() {
    return new Response('made', 201); // cure: return new Response('made', { status: 201 });
  }
}

export const app = createApp({ controllers: [Pages] });
