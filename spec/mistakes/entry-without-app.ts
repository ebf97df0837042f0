// Express: the entry exports something else.
// told: check PH901
// says: app.ts: error: app.ts exports server, and no app. Write: export const app = createApp({ controllers: [...] }); (PH901)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const server = createApp({ controllers: [Notes] }); // cure: export const app = createApp({ controllers: [Notes] });
