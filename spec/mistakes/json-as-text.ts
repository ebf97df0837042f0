// Hono: JSON is made by hand, and sent as HTML.
// told: warning PH717
// says: Notes.index | it returns JSON as text | text/html | Return the object itself
// ask: GET /
import { createApp, Get, Response } from 'phial'; // cure: import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return new Response(JSON.stringify({ id: 1 })); // cure: return { id: 1 };
  }
}

export const app = createApp({ controllers: [Notes] });
