// Flask: a page links to a path that nothing answers.
// told: check PH607
// says: templates/index.hbs:1: warning: href="/nots" leads nowhere: no route, static file or plugin answers it. Correct it, or write {{urlFor 'endpoint'}}, which is checked. (PH607)
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// <a href="/nots">Notes</a> // cure: <a href="{{urlFor 'notes.index'}}">Notes</a>
