import { Controller, Get, Post, Request, Session, redirect, render } from 'phial';

import { Guestbook } from './guestbook.js';
import { NewSignature } from './new-signature.js';

@Controller()
export class Pages {
  constructor(private readonly guestbook: Guestbook) {}

  /** A page: templates/index.hbs, inside templates/base.hbs. */
  @Get('/')
  index(session: Session) {
    return render('index', { names: this.guestbook.names, known: session.get('name') });
  }

  /** A form: what was typed is validated, and shown again with a message when it does not fit. */
  @Post('/sign')
  async sign(request: Request, session: Session) {
    const { value, issues, errors, values } = await NewSignature.validate(request);
    if (issues) return render('index', { ...values, errors, names: this.guestbook.names, known: session.get('name') });
    this.guestbook.sign(value.name);
    session.set('name', value.name);
    // A flash message waits for the next page.
    session.flash(`Thank you, ${value.name}.`);
    return redirect(request.urlFor('.index'));
  }

  /** Browsers ask for it where a page names no icon. */
  @Get('/favicon.ico')
  favicon(request: Request) {
    return redirect(request.urlFor('static', { filename: 'favicon.ico' }));
  }
}
