import { Controller, Request, Route, Session, redirect, render } from 'phial';

import { Confirmation } from './confirmation.js';
import { Guesses } from './guesses.js';
import { sendLater } from './mails.js';
import { shownAgain, tooOften } from './mistake.js';
import { typedName } from './names.js';
import { LoginSettings } from './settings.js';

/** The pages to confirm a mail address: where the link leads to, and where one gets another. */
@Controller('', { name: 'confirmation' })
export class ConfirmationPages {
  static readonly providedBy = 'login({ confirmation: true })';

  constructor(
    private readonly confirmation: Confirmation,
    private readonly guesses: Guesses,
    private readonly settings: LoginSettings,
  ) {}

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
    if (request.method !== 'POST' && this.confirmation.isMissing(user))
      return render('login/confirm', this.settings.page(request));
    await this.confirmation.confirm(user);
    session.flash(texts.confirmed, 'success');
    return redirect(this.settings.loginUrl(request));
  }

  @Route('/confirm/again', ['GET', 'POST'])
  async again(request: Request, session: Session) {
    const username = typedName(request);
    const texts = this.settings.textsFor(request);
    const page = render('login/confirm-again', this.settings.page(request));
    if (request.method !== 'POST') return page;
    const wait = await this.guesses.count(request, 'confirm', username);
    if (wait !== undefined) return shownAgain(page, tooOften(wait, texts), session);
    sendLater(request, () => this.confirmation.send(request, username));
    // The same whether there is such an account, and whether it is confirmed: that is nobody's business.
    session.flash(texts.confirmSent, 'success');
    return redirect(this.settings.loginUrl(request));
  }
}
