// Jinja: a loop names its item as the language does.
// told: start PH601
// says: templates/index.hbs:1 | {{#each}} takes one value | Write {{#each notes as |note|}}
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { notes: ['Hello'], isEmpty: false });
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {{#each notes as note}}<p>{{note}}</p>{{/each}} // cure: // {{#each notes as |note|}}<p>{{note}}</p>{{/each}}
