import { ContextProcessor, Controller, Request, Route, Session, redirect, render } from 'phial';

import { Visitor } from './current-user.js';
import { verifyPassword } from './passwords.js';
import { Users } from './users.js';

@Controller('/auth')
export class Auth {
  constructor(private readonly users: Users) {}

  @Route('/register', ['GET', 'POST'])
  async register(request: Request, session: Session) {
    const username = request.form.get('username', '').trim();
    const password = request.form.get('password', '');
    if (request.method === 'POST') {
      if (username === '') session.flash('Username is required.');
      else if (password === '') session.flash('Password is required.');
      else if (await this.users.add(username, password)) return redirect(request.urlFor('auth.login'));
      else session.flash(`User ${username} is already registered.`);
    }
    return render('auth/register', { username });
  }

  @Route('/login', ['GET', 'POST'])
  async login(request: Request, session: Session) {
    const username = request.form.get('username', '').trim();
    const password = request.form.get('password', '');
    if (request.method === 'POST') {
      const user = await this.users.named(username);
      if (user === undefined) session.flash('Incorrect username.');
      else if (!(await verifyPassword(password, user.password))) session.flash('Incorrect password.');
      else {
        session.clear();
        session.regenerate();
        session.set('userId', user.id);
        return redirect(request.urlFor('blog.index'));
      }
    }
    return render('auth/login', { username });
  }

  @Route('/logout')
  logout(request: Request, session: Session) {
    session.destroy();
    return redirect(request.urlFor('blog.index'));
  }

  /** Gives every template the `user`, which is null when nobody is logged in. */
  @ContextProcessor()
  user({ user }: Visitor) {
    return { user };
  }
}
