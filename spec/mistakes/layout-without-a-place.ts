// express-handlebars: a layout writes {{{body}}} where its pages stand.
// told: warning PH615
// says: layout.hbs | it is used as a layout and writes nothing of its pages | {{> @partial-block}}
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/layout.hbs
// <!doctype html>
// <main>{{{body}}}</main> // cure: // <main>{{> @partial-block}}</main>

// file: templates/index.hbs
// {{#> layout}}<h1>Notes</h1>{{/layout}}
