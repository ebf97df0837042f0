import { createHash } from 'node:crypto';

import { App, Controller, Request, Route, Session, redirect, render, type Redirect } from 'phial';

import { isActive } from './active.js';
import { Confirmation } from './confirmation.js';
import { Guesses } from './guesses.js';
import { LoginManager } from './login-manager.js';
import { answerMailForm } from './mail-form.js';
import { isName, likelyName } from './names.js';
import { LoginSettings } from './settings.js';
import { filled } from './texts.js';
import { Turns } from './turns.js';
import { UserProvider, type User } from './user-provider.js';

/** For how many seconds a link in a mail is good. */
const LINK_LIFETIME = 60 * 60;

const PURPOSE = 'phial-login reset';

/** What is in a link. The name is the one that was typed to get it. */
type Signed = [id: User['id'], fingerprint: string, name?: string];

/** The pages for who has forgotten the password: a mail with a link, and where that leads to. */
@Controller('', { name: 'resets' })
export class Resets {
  static readonly providedBy = 'login({ mail: send })';
  private readonly confirmation: Confirmation;
  private readonly turns = new Turns();

  constructor(
    private readonly app: App,
    private readonly users: UserProvider,
    private readonly logins: LoginManager,
    readonly guesses: Guesses,
    readonly settings: LoginSettings,
  ) {
    this.confirmation = new Confirmation(app, users, settings);
  }

  @Route('/forgot', ['GET', 'POST'])
  forgot(request: Request, session: Session) {
    return answerMailForm(request, session, this, {
      kind: 'forgot',
      template: 'login/forgot',
      told: 'linkSent',
      send: (username) => this.send(request, username),
    });
  }

  /** The token is in the query, which Phial keeps out of its log. */
  @Route('/reset', ['GET', 'POST'])
  async reset(request: Request, session: Session) {
    const texts = this.settings.textsFor(request);
    const token = request.args.get('token', '');
    const user = await this.userOf(token);
    if (user === undefined) return this.refuse(request, session);
    if (request.method === 'POST') {
      const password = request.form.get('newPassword', '');
      const mistake = this.settings.mistakeIn(password, texts);
      if (mistake === undefined) {
        const isDone = await this.turns.take(`${typeof user.id}:${user.id}`, () =>
          this.change(request, session, token, password),
        );
        if (!isDone) return this.refuse(request, session);
        session.flash(texts.passwordChangedLogIn, 'success');
        return redirect(this.settings.loginUrl(request));
      }
      session.flash(mistake, 'error');
    }
    return render('login/reset', { ...this.settings.page(request), username: likelyName(user) });
  }

  /** In one's turn, and with the link looked at once more: it is good for one change, also for two requests of one moment. */
  private async change(request: Request, session: Session, token: string, password: string): Promise<boolean> {
    const user = await this.userOf(token);
    if (user === undefined) return false;
    await this.forgetGuesses(request, user, token);
    await this.logins.changePassword(request, session, this.users, user, password);
    // The link has come by mail, which is what a confirmation asks for.
    // As it is kept by now: an app may write all of it back, the old password included.
    await this.confirmation.confirm((await this.users.find(user.id)) ?? user);
    return true;
  }

  /** Whoever has guessed until the login was closed, and then asked for the mail, logs in with the new password. */
  private async forgetGuesses(request: Request, user: User, token: string): Promise<void> {
    const typed = this.signed(token)?.[2];
    for (const name of new Set([typed, likelyName(user), await this.users.mailOf!(user)]))
      if (isName(name ?? '')) await this.guesses.clear(request, 'login', name!, user.id);
  }

  private refuse(request: Request, session: Session): Redirect {
    session.flash(this.settings.textsFor(request).linkInvalid, 'error');
    return redirect(request.urlFor('.forgot'));
  }

  private async send(request: Request, username: string): Promise<void> {
    const user = isName(username) && (await this.users.named(username));
    const to = user && (await this.users.mailOf!(user));
    if (!user || !to || !isActive(user)) return;
    const texts = filled(this.settings.textsFor(request), { name: username, minutes: LINK_LIFETIME / 60 });
    // The app's, which throws without a baseUrl: a link in a mail must not lead to whatever host a request named.
    const values = { ...request.params, token: await this.tokenFor(user, username) };
    const url = this.app.urlFor(this.settings.endpointOf(request, 'resets.reset'), values, { external: true });
    const text = this.app.render('login/mail/reset.txt', { texts, url });
    await this.settings.mail!({ to, subject: texts.resetSubject, text });
  }

  private async tokenFor(user: User, name: string): Promise<string> {
    const signed: Signed = [user.id, await this.fingerprintOf(user), name];
    return this.app.sign(signed, { purpose: PURPOSE, maxAge: LINK_LIFETIME });
  }

  private signed(token: string): Signed | undefined {
    return this.app.unsign<Signed>(token, { purpose: PURPOSE });
  }

  private async userOf(token: string): Promise<User | undefined> {
    const signed = this.signed(token);
    const user = signed && (await this.users.find(signed[0]));
    if (!user || !isActive(user)) return undefined;
    return signed?.[1] === (await this.fingerprintOf(user)) ? user : undefined;
  }

  /** With it, a link is good until the password is another, or the address that it was sent to. */
  private async fingerprintOf(user: User): Promise<string> {
    const hash = (await this.users.passwordHash(user)) ?? '';
    const mail = (await this.users.mailOf!(user)) ?? '';
    return createHash('sha256').update(`${hash} ${mail}`).digest('base64url');
  }
}
