// Flask: a status is returned in a list, behind the page.
// told: compiler, warning PH705
// compiler: a render() in it | makeResponse(render(...), 404)
// says: Pages.missing | makeResponse
// ask: GET /
import { createApp, Get, makeResponse, render } from 'phial';

class Pages {
  @Get('/')
  missing() {
    return [render('missing', { secret: 1 }), 404]; // cure: return makeResponse(render('missing', { secret: 1 }), 203);
  }
}

export const app = createApp({ controllers: [Pages] });

// file: templates/missing.hbs
// There is nothing here.
