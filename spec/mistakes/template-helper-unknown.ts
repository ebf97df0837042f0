// Flask: a filter of Jinja's stands in a template.
// told: start PH601
// says: templates/index.hbs:1
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { text: 'Hello' });
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {{ text | upper }}
