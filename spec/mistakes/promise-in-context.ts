// Flask: a template is given a promise.
// told: compiler, request
// compiler: render() is given a promise, at .notes
// says: notes | promise | await it before render()
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { notes: Promise.resolve(['Hello']) });
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {{#each notes}}{{this}}{{/each}}
