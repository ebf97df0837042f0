import {
  ContextProcessor,
  Controller,
  Redirect,
  Request,
  Route,
  Session,
  redirect,
  render,
  verifyPassword,
} from 'phial';

import { Visitor } from './current-user.js';
import { SHORTEST_PASSWORD, Users } from './users.js';

@Controller('/auth')
export class Auth {
  constructor(private readonly users: Users) {}

  @Route('/register', ['GET', 'POST'])
  async register(request: Request, session: Session) {
    const username = request.form.get('username', '').trim();
    const password = request.form.get('password', '');
    if (request.method === 'POST') {
      const mistake = await this.mistakeIn(username, password);
      if (mistake === undefined) {
        session.flash(`You are registered, ${username}. Now log in.`, 'success');
        return redirect(request.urlFor('auth.login'));
      }
      session.flash(mistake, 'error');
    }
    return render('auth/register', { username, shortest: SHORTEST_PASSWORD });
  }

  @Route('/login', ['GET', 'POST'])
  async login(request: Request, session: Session) {
    const username = request.form.get('username', '').trim();
    const password = request.form.get('password', '');
    if (request.method === 'POST') {
      const user = await this.users.named(username);
      const isRight = await verifyPassword(password, user?.password);
      if (user !== undefined && isRight) {
        const next = request.args.get('next') ?? session.get('next');
        session.clear();
        session.regenerate();
        session.set('userId', user.id);
        return Redirect.local(next, request.urlFor('blog.index'));
      }
      session.flash(user === undefined ? 'Incorrect username.' : 'Incorrect password.', 'error');
    }
    return render('auth/login', { username });
  }

  /** By POST alone: a link, or an image on another site, must not log anybody out. */
  @Route('/logout', ['POST'])
  logout(request: Request, session: Session) {
    session.destroy();
    return redirect(request.urlFor('blog.index'));
  }

  /** Gives every template the `user`, which is null when nobody is logged in. */
  @ContextProcessor()
  user({ user }: Visitor) {
    return { user };
  }

  /** Adds the user, or tells why not. */
  private async mistakeIn(username: string, password: string): Promise<string | undefined> {
    if (username === '') return 'Username is required.';
    if (password === '') return 'Password is required.';
    if (password.length < SHORTEST_PASSWORD) return `Password must have at least ${SHORTEST_PASSWORD} characters.`;
    return (await this.users.add(username, password)) ? undefined : `User ${username} is already registered.`;
  }
}
