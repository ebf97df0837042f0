// Flask: a template includes one that does not exist.
// told: start PH602
// says: index.hbs:1 | there is no partial 'noet' | Did you mean
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { text: 'Hello' });
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {{> noet}} // cure: // {{> note}}
// file: templates/note.hbs
// <p>{{text}}</p>
