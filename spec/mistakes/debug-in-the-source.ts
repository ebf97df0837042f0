// Flask: debug mode is written in the source.
// told: check PH904
// says: app.ts:10: warning: debug: it is on in the source, and so in production, where it shows source code and sessions. Take it out, and use phial run --debug, or PHIAL_DEBUG=1 in .env. (PH904)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes], debug: true }); // cure: export const app = createApp({ controllers: [Notes] });
