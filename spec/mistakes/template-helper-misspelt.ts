// Flask: a helper is misspelt.
// told: warning PH603
// says: index.hbs:1 | ulrFor
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {{ulrFor 'notes.index'}} // cure: {{urlFor 'notes.index'}}
