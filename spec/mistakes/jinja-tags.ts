// Flask: a template is written in Jinja's language.
// told: start PH601
// says: templates/index.hbs:1 | Jinja's | {{#each notes}}
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { notes: ['Hello'] });
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {% for note in notes %}{{ note }}{% endfor %} // cure: // {{#each notes}}{{this}}{{/each}}
