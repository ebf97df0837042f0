import { redirect, render, type Redirect, type Rendering, type Request, type Response, type Session } from 'phial';

import type { GuessKind, Guesses } from './guesses.js';
import { sendLater } from './mails.js';
import { shownAgain, tooOften } from './mistake.js';
import { typedName } from './names.js';
import { keepNext } from './next.js';
import type { LoginSettings } from './settings.js';
import type { Texts } from './texts.js';

/** A page that asks for a name, and sends a mail to who has it. */
interface MailForm {
  kind: GuessKind;
  template: string;
  /** The text that says so. */
  told: 'linkSent' | 'confirmSent';
  send: (username: string) => Promise<void>;
}

/** Shows the page, or sends the mail. The answer is the same whether there is such an account: that is nobody's business. */
export async function answerMailForm(
  request: Request,
  session: Session,
  { guesses, settings }: { guesses: Guesses; settings: LoginSettings },
  { kind, template, told, send }: MailForm,
): Promise<Rendering | Response | Redirect> {
  const page = render(template, settings.page(request));
  if (request.method !== 'POST') return page;
  const username = typedName(request);
  const texts: Texts = settings.textsFor(request);
  const wait = await guesses.count(request, kind, username);
  if (wait !== undefined) return shownAgain(page, tooOften(wait, texts), session);
  sendLater(request, () => send(username));
  session.flash(texts[told], 'success');
  keepNext(request, session);
  return redirect(settings.loginUrl(request));
}
