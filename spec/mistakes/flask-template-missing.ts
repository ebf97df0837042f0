// Flask: the name of a template ends with .html.
// told: warning PH604
// says: Notes.index | 'index.html'
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index.html'); // cure: return render('index');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// Hello
