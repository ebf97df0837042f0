// Flask: a helper is misspelt.
// told: request
// says: index.hbs:1 | ulrFor
// ask: GET /
// todo: unknown helpers in templates (PH605) are found at the start by another helper
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {{ulrFor 'notes.index'}}
