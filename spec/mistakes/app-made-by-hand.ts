// Koa: an app is made by new.
// told: start
// says: An App is made by createApp({ controllers }), not by new App()
// ask: GET /
import { App, createApp, Get } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = new App(); // cure: export const app = createApp({ controllers: [Pages] });
