// Express: an app is mounted in another.
// told: compiler, start PH322
// compiler: Property 'name' is missing in type 'App'
// says: blueprints[0]: it is an App, not a blueprint | { name: 'api', prefix: '/api', controllers: [Notes] }
// ask: GET /api/notes
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes')
  index() {
    return 'Hello';
  }
}

const api = createApp({ controllers: [Notes] }); // cure: const api = { name: 'api', prefix: '/api', controllers: [Notes] };
export const app = createApp({ blueprints: [api] });
