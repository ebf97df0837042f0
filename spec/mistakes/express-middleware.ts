// Express: a middleware is given to the app.
// told: start PH422
// says: plugins[0] | as Express's middleware does | @BeforeRequest({ scope: 'app' })
// ask: GET /
import { createApp, Get } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Express's documentation writes it
const log = (req: any, res: any, next: any) => next();

export const app = createApp({ controllers: [Pages], plugins: [log] }); // cure: export const app = createApp({ controllers: [Pages] });
