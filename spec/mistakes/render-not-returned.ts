// Express: a page is rendered, as by res.render(), and not returned.
// told: warning PH702
// says: Pages.index | calls render() and returns nothing of it | Write return render(...)
// ask: GET /
import { createApp, Get, render } from 'phial';

class Pages {
  @Get('/')
  index() {
    render('index'); // cure: return render('index');
  }
}

export const app = createApp({ controllers: [Pages] });

// file: templates/index.hbs
// Hello
