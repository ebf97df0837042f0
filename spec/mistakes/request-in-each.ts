// Flask: Jinja finds the request within a loop, too; Handlebars looks it up in the item.
// told: warning PH614
// says: index.hbs:1 | {{request.path}} is looked up in the item | {{@root.request.path}}
// ask: GET /
import { createApp, Get, render } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index', { links: [{ href: '/', text: 'All' }] });
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// {{#each links}}{{#if (eq href request.path)}}here{{/if}}{{/each}} // cure: // {{#each links}}{{#if (eq href @root.request.path)}}here{{/if}}{{/each}}
