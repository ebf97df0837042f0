// Laravel: a template is written in the language of Blade.
// told: warning PH616
// says: templates/index.hbs:1 | '@foreach (' | {{#each items}}
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
// <p>@foreach ($notes as $note) a note @endforeach</p> // cure: // {{#each notes}}<p>{{this}}</p>{{/each}}
