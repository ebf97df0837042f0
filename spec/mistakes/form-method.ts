// Rails: a form is sent with DELETE.
// told: warning PH611
// says: index.hbs:1 | method="delete", which browsers do not know: they send GET | Write method="post"
// ask: GET /
import { createApp, Get, redirect, render, Route } from 'phial';

class Notes {
  @Get('/')
  index() {
    return render('index');
  }

  @Route('/', ['DELETE']) // cure: @Route('/', ['POST'])
  clear() {
    return redirect('/');
  }
}

export const app = createApp({ controllers: [Notes] });

// file: templates/index.hbs
// <form method="delete"><button>Clear</button></form> // cure: // <form method="post"><button>Clear</button></form>
