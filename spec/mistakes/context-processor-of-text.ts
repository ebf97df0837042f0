// Jinja: a context processor gives the value itself.
// told: warning PH715
// says: Pages.title: it returns what has no names for a template | return { title }
// ask: GET /
import { ContextProcessor, createApp, Get } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ContextProcessor()
  title() {
    return 'Notes'; // cure: return { title: 'Notes' };
  }
}

export const app = createApp({ controllers: [Pages] });
