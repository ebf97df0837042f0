// Flask: two blueprints have a template of one name.
// told: warning PH326
// says: two: its template 'page' is that of | which comes first
// ask: GET /two/
import { createApp, Get, render } from 'phial';
import { join } from 'node:path';

class Pages {
  @Get('/')
  index() {
    return render('page');
  }
}

const templates = (name: string) => join(process.cwd(), name);
const one = { name: 'one', prefix: '/one', controllers: [Pages], templates: templates('one') };
const two = { name: 'two', prefix: '/two', controllers: [Pages], templates: templates('two') }; // cure: const two = { name: 'two', prefix: '/two', controllers: [Pages] };

export const app = createApp({ blueprints: [one, two] });

// file: one/page.hbs
// Hello

// file: two/page.hbs
// Goodbye
