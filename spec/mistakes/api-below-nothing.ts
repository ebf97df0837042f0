// FastAPI: the API is said to lie below a path that has no routes.
// told: start PH506
// says: openapi: no route lies below its routes, '/apis' | Did you mean '/api'?
import { Controller, createApp, Get } from 'phial';

@Controller('/api')
class Notes {
  @Get('/notes')
  index() {
    return [];
  }
}

const info = { title: 'Notes', version: '1.0.0' };

export const app = createApp({ controllers: [Notes], openapi: { info, routes: '/apis' } }); // cure: export const app = createApp({ controllers: [Notes], openapi: { info, routes: '/api' } });
