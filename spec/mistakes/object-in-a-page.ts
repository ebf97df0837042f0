// Jinja: a template writes an object, where it means its text.
// told: request
// says: index.hbs:1 | {{this}} is an Object, and the page shows [object Object]
// ask: GET /
// env: PHIAL_DEBUG=1
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { notes: [{ title: 'First' }] });
  }
}

export const app = createApp({ controllers: [Notes], secretKey: 'a long and random key, of which nobody knows' });

// file: templates/index.hbs
// {{#each notes}}<p>{{this}}</p>{{/each}} // cure: // {{#each notes}}<p>{{title}}</p>{{/each}}
