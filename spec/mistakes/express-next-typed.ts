// Express: a hook takes next, of the type Function.
// told: start PH119
// says: Notes.check: parameter 2 (next): there is no next to call | a hook that returns nothing lets the request go on
// ask: GET /?user=1
import { BeforeRequest, createApp, Get, Request } from 'phial'; // cure: import { abort, BeforeRequest, createApp, Get, Request } from 'phial';

class Notes {
  @BeforeRequest()
  check(request: Request, next: Function) { // cure: check(request: Request) {
    if (request.args.has('user')) next(); // cure: if (!request.args.has('user')) abort(401);
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
