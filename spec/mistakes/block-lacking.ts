// Flask: a page leaves out a block of its layout, as Jinja lets it.
// told: warning PH610
// says: index.hbs:1 | its layout 'base' asks for the block 'title' | {{#*inline "title"}} | a default in its place
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index');
  }

  @Get('/about')
  about() {
    return render('about');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/base.hbs
// <title>{{> title}}</title> // cure: // <title>{{#> title}}Notes{{/title}}</title>
// {{> content}}
// file: templates/about.hbs
// {{#> base}}{{#*inline "title"}}About{{/inline}}{{#*inline "content"}}Us{{/inline}}{{/base}}
// file: templates/index.hbs
// {{#> base}}{{#*inline "content"}}Nothing yet{{/inline}}{{/base}}
