// Jinja: a condition is denied by a word before it.
// told: start PH601
// says: templates/index.hbs:1 | {{#if}} takes one value | Write {{#if (not isEmpty)}}
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
// {{#if not isEmpty}}<p>Notes</p>{{/if}} // cure: // {{#if (not isEmpty)}}<p>Notes</p>{{/if}}
