import {
  App,
  Controller,
  Request,
  Route,
  Session,
  hashPassword,
  redirect,
  render,
  type Rendering,
  type Validation,
} from 'phial';

import { Confirmation } from './confirmation.js';
import { Guesses } from './guesses.js';
import { sendLater } from './mails.js';
import { shownAgain, tooOften, type Mistake } from './mistake.js';
import { isName, typedName } from './names.js';
import { keepNext } from './next.js';
import { LoginSettings } from './settings.js';
import { fill } from './texts.js';
import { UserProvider } from './user-provider.js';

/** The page to register. */
@Controller('', { name: 'registration' })
export class Registration {
  static readonly providedBy = 'login({ registration: true })';
  private readonly confirmation: Confirmation;

  constructor(
    private readonly users: UserProvider,
    private readonly guesses: Guesses,
    private readonly settings: LoginSettings,
    app: App,
  ) {
    this.confirmation = new Confirmation(app, users, settings);
  }

  @Route('/register', ['GET', 'POST'])
  async register(request: Request, session: Session) {
    const username = typedName(request);
    const { registrationForm: Fields } = this.settings;
    const typed = request.method === 'POST' ? await Fields?.validate(request) : undefined;
    if (request.method === 'POST' && !typed?.issues) {
      const mistake = await this.add(request, username, typed?.value);
      if (mistake === undefined) {
        const { registered, registeredConfirm } = this.settings.textsFor(request);
        session.flash(fill(this.settings.confirms ? registeredConfirm : registered, { name: username }), 'success');
        keepNext(request, session);
        if (this.settings.confirms) sendLater(request, () => this.confirmation.send(request, username));
        return redirect(this.settings.loginUrl(request));
      }
      return shownAgain(this.page(request, username, typed), mistake, session);
    }
    return this.page(request, username, typed);
  }

  private page(request: Request, username: string, typed: Validation<object> | undefined): Rendering {
    const { value, values = value, errors = {} } = typed ?? {};
    return render('login/register', { ...values, errors, ...this.settings.page(request), username });
  }

  /** Adds the user, or tells why not. */
  private async add(request: Request, name: string, fields: object | undefined): Promise<Mistake | undefined> {
    const texts = this.settings.textsFor(request);
    const password = request.form.get('password', '');
    if (name === '') return { text: texts.nameMissing };
    if (!isName(name)) return { text: texts.nameUnfit };
    const mistake = this.settings.mistakeIn(password, texts);
    if (mistake !== undefined) return { text: mistake };
    // Each costs a hash and a row, and tells whether there is such a name.
    const wait = await this.guesses.count(request, 'register', name);
    if (wait !== undefined) return tooOften(wait, texts);
    const user = await this.users.create!({
      name,
      passwordHash: await hashPassword(password),
      ...(fields && { fields }),
    });
    return user ? undefined : { text: fill(texts.nameTaken, { name }) };
  }
}
