// JavaScript: a template writes a value as a template literal does.
// told: warning PH616
// says: templates/index.hbs:1 | '${notes.length}' | Write {{notes.length}}
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
// <p>${notes.length} notes</p> // cure: // <p>{{notes.length}} notes</p>
