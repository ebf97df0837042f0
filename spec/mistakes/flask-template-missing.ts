// Flask: the name of a template ends with .html.
// told: request
// says: index.html | templates
// ask: GET /
// todo: the literals of sources (PH603) are made by another helper: then "told: warning PH603"
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index.html');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// Hello
