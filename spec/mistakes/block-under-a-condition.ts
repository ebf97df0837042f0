// Flask: a layout asks for a block that only pages of another layout write.
// told: warning PH610
// says: wide.hbs:2 | it asks for the block 'sidebar' | a default in its place
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { wide: false });
  }

  @Get('/about')
  about() {
    return render('about');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/wide.hbs
// <!doctype html>
// {{#if wide}}{{> sidebar}}{{/if}} // cure: // {{#if wide}}{{#> sidebar}}{{/sidebar}}{{/if}}
// {{> content}}
// file: templates/base.hbs
// <aside>{{> sidebar}}</aside>
// {{> content}}
// file: templates/about.hbs
// {{#> base}}{{#*inline "sidebar"}}Help{{/inline}}{{#*inline "content"}}Us{{/inline}}{{/base}}
// file: templates/index.hbs
// {{#> wide}}{{#*inline "content"}}Nothing yet{{/inline}}{{/wide}}
