import { Controller, Request, Route, Session, hashPassword, redirect, render, verifyPassword } from 'phial';

import { Guesses } from './guesses.js';
import { LoginManager } from './login-manager.js';
import { LoginSettings } from './settings.js';
import { fill } from './texts.js';
import { UserProvider, type User } from './user-provider.js';
import { CurrentUser } from './visitor.js';

/** The page to change one's password. It asks for the one that is to go, so that whoever finds the browser open cannot. */
@Controller('', { name: 'passwords' })
export class Passwords {
  constructor(
    private readonly users: UserProvider,
    private readonly logins: LoginManager,
    private readonly guesses: Guesses,
    private readonly settings: LoginSettings,
  ) {}

  @Route('/password', ['GET', 'POST'])
  async change({ user }: CurrentUser, request: Request, session: Session) {
    const texts = this.settings.textsFor(request);
    if (request.method === 'POST') {
      const mistake = await this.mistakeIn(user, request);
      if (mistake === undefined) {
        await this.keep(user, request.form.get('newPassword', ''), session);
        session.flash(texts.passwordChanged, 'success');
        return redirect(this.settings.homeOf(request));
      }
      session.flash(mistake, 'error');
    }
    return render('login/password', this.settings.page(request));
  }

  private async mistakeIn(user: User, request: Request): Promise<string | undefined> {
    const texts = this.settings.textsFor(request);
    const account = `id ${user.id}`;
    const wait = await this.guesses.count(request, account);
    if (wait !== undefined) return fill(texts.tooManyGuesses, { minutes: Math.ceil(wait / 60) });
    const isRight = await verifyPassword(request.form.get('password', ''), await this.users.passwordHash(user));
    if (!isRight) return texts.wrongCurrentPassword;
    await this.guesses.forget(request, account);
    return this.settings.mistakeIn(request.form.get('newPassword', ''), texts);
  }

  private async keep(user: User, password: string, session: Session): Promise<void> {
    await this.users.changePassword(user, await hashPassword(password));
    await this.logins.changed(session, (await this.users.find(user.id)) ?? user);
  }
}
