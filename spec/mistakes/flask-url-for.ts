// Flask: an endpoint is named as a function, not with its controller.
// told: warning PH605
// says: Notes.away | 'index' | phial routes
// ask: GET /away
import { createApp, Get, redirect, Request } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }

  @Get('/away')
  away(request: Request) {
    return redirect(request.urlFor('index')); // cure: return redirect(request.urlFor('.index'));
  }
}

export const app = createApp({ controllers: [Notes] });
