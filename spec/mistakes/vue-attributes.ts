// Vue: a condition is an attribute, and no script reads it.
// told: warning PH616
// says: templates/index.hbs:1 | 'v-if=' | {{#if x}}
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
// <p v-if="isEmpty">Nothing yet</p> // cure: // {{#if isEmpty}}<p>Nothing yet</p>{{/if}}
