// Flask: a helper of a template throws.
// told: request
// says: index.hbs:2 | There is no price.
// ask: GET /
import { createApp, Get, render } from 'phial';

function price(): string {
  throw new Error('There is no price.');
}

class Notes {
  @Get('/')
  index() {
    return render('index');
  }
}

export const app = createApp({ controllers: [Notes], templates: { folder: 'templates', helpers: { price } } });

// file: templates/index.hbs
// <p>Hello</p>
// {{price}}
