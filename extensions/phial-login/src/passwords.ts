import { Controller, Request, Route, Session, redirect, render, verifyPassword } from 'phial';

import { Guesses } from './guesses.js';
import { LoginManager } from './login-manager.js';
import { shownAgain, tooOften, type Mistake } from './mistake.js';
import { likelyName } from './names.js';
import { LoginSettings } from './settings.js';
import { tellOfUnknownHash } from './unknown-hash.js';
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
    const page = render('login/password', { ...this.settings.page(request), username: likelyName(user) });
    if (request.method === 'POST') {
      const mistake = await this.mistakeIn(user, request);
      if (mistake === undefined) {
        await this.logins.changePassword(request, session, this.users, user, request.form.get('newPassword', ''));
        session.flash(texts.passwordChanged, 'success');
        return redirect(this.settings.homeOf(request));
      }
      return shownAgain(page, mistake, session);
    }
    return page;
  }

  private async mistakeIn(user: User, request: Request): Promise<Mistake | undefined> {
    const texts = this.settings.textsFor(request);
    const account = `${typeof user.id} ${user.id}`;
    const wait = await this.guesses.count(request, 'password', account);
    if (wait !== undefined) return tooOften(wait, texts);
    await this.guesses.note(request, 'password', account, user.id);
    const hash = await this.users.passwordHash(user);
    const isRight = await verifyPassword(request.form.get('password', ''), hash);
    if (!isRight) {
      tellOfUnknownHash(request, this.users, hash);
      return { text: texts.wrongCurrentPassword };
    }
    await this.guesses.forget(request, 'password', account, user.id);
    const text = this.settings.mistakeIn(request.form.get('newPassword', ''), texts);
    return text === undefined ? undefined : { text };
  }
}
