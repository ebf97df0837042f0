// Flask: a status is returned behind the page, and a comma.
// told: compiler, warning PH705
// compiler: Left side of comma operator is unused
// says: Pages.missing | it returns 203 alone | Write return makeResponse(body, 203)
// ask: GET /
import { createApp, Get, makeResponse } from 'phial';

class Pages {
  @Get('/')
  missing() {
    return 'There is nothing here.', 203; // cure: return makeResponse('There is nothing here.', 203);
  }
}

export const app = createApp({ controllers: [Pages] });
