// Flask: a filter is given the context first, as by @pass_context.
// told: start PH608
// says: Pages.stars | parameter 2 | a number is the template's | stars(count: number, request: Request)
import { createApp, Get, render, Request, TemplateHelper } from 'phial';

class Pages {
  @Get('/')
  index() {
    return render('index');
  }

  @TemplateHelper()
  stars(request: Request, count: number) { // cure: stars(count: number, request: Request) {
    return '*'.repeat(count) + request.path;
  }
}

export const app = createApp({ controllers: [Pages] });

// file: templates/index.hbs
// {{stars 3}}
