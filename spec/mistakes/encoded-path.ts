// Express: the path is percent-encoded.
// told: start PH212
// says: Pages.about | is percent-encoded | Write '/über'
// ask: GET /%C3%BCber
import { createApp, Get } from 'phial';

class Pages {
  @Get('/%C3%BCber') // cure: @Get('/über')
  about() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Pages] });
