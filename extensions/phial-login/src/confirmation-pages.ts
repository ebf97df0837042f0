import { App, Controller, Request, Route, Session, redirect, render } from 'phial';

import { Confirmation } from './confirmation.js';
import { Guesses } from './guesses.js';
import { answerMailForm } from './mail-form.js';
import { LoginSettings } from './settings.js';
import { UserProvider } from './user-provider.js';

/** The pages to confirm a mail address: where the link leads to, and where one gets another. */
@Controller('', { name: 'confirmation' })
export class ConfirmationPages {
  static readonly providedBy = 'login({ confirmation: true })';
  private readonly confirmation: Confirmation;

  constructor(
    readonly guesses: Guesses,
    readonly settings: LoginSettings,
    users: UserProvider,
    app: App,
  ) {
    this.confirmation = new Confirmation(app, users, settings);
  }

  /** A button, since programs that look at mails for their readers open each link. The token is in the query, which is not logged. */
  @Route('/confirm', ['GET', 'POST'])
  async confirm(request: Request, session: Session) {
    const texts = this.settings.textsFor(request);
    const user = await this.confirmation.userOf(request.args.get('token', ''));
    if (user === undefined) {
      session.flash(texts.linkInvalid, 'error');
      return redirect(request.urlFor('.again'));
    }
    // Who opens a link that was used is told the same as before: nothing changes by it.
    if (this.confirmation.isMissing(user)) {
      if (request.method !== 'POST') return render('login/confirm', this.settings.page(request));
      await this.confirmation.confirm(user);
    }
    session.flash(texts.confirmed, 'success');
    return redirect(this.settings.loginUrl(request));
  }

  @Route('/confirm/again', ['GET', 'POST'])
  again(request: Request, session: Session) {
    return answerMailForm(request, session, this, {
      kind: 'confirm',
      template: 'login/confirm-again',
      told: 'confirmSent',
      send: (username) => this.confirmation.send(request, username),
    });
  }
}
