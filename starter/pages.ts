import { Controller, Get, Post, Request, Session, abort, redirect, render } from 'phial';

import { Guestbook } from './guestbook.js';

@Controller()
export class Pages {
  constructor(private readonly guestbook: Guestbook) {}

  /** A page: templates/index.hbs, inside templates/base.hbs. */
  @Get('/')
  index(session: Session) {
    return render('index', { names: this.guestbook.names, name: session.get('name') });
  }

  /** A form: what was typed is in request.form, and a flash message waits for the next page. */
  @Post('/sign')
  sign(request: Request, session: Session) {
    const name = request.form.get('name', '').trim();
    if (name === '') {
      session.flash('Please write your name.', 'error');
    } else {
      this.guestbook.sign(name);
      session.set('name', name);
      session.flash(`Thank you, ${name}.`);
    }
    return redirect(request.urlFor('.index'));
  }

  /** JSON: objects and lists are sent as such. */
  @Get('/api/names')
  names() {
    return { names: this.guestbook.names };
  }

  /** A variable of the path, converted by its declared type. */
  @Get('/api/names/:number')
  name(number: number) {
    return { name: this.guestbook.names[number - 1] ?? abort(404, `Nobody has signed as number ${number}.`) };
  }
}
