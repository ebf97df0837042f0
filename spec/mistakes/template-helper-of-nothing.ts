// JavaScript: a helper works its text out, and forgets to return it.
// told: warning PH715
// says: Pages.shout: it has no return, so that templates write nothing for it | Return the text
// ask: GET /
import { createApp, Get, TemplateHelper } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @TemplateHelper()
  shout(text: string) {
    text.toUpperCase(); // cure: return text.toUpperCase();
  }
}

export const app = createApp({ controllers: [Pages] });
