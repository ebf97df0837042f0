import { Controller, Request, Route, Session, hashPassword, redirect, render } from 'phial';

import { LoginSettings } from './settings.js';
import { fill, type Texts } from './texts.js';
import { UserProvider } from './user-provider.js';

/** The page to register. */
@Controller('', { name: 'registration' })
export class Registration {
  constructor(
    private readonly users: UserProvider,
    private readonly settings: LoginSettings,
  ) {}

  @Route('/register', ['GET', 'POST'])
  async register(request: Request, session: Session) {
    const username = request.form.get('username', '').trim();
    if (request.method === 'POST') {
      const texts = this.settings.textsFor(request);
      const mistake = await this.add(username, request.form.get('password', ''), texts);
      if (mistake === undefined) {
        session.flash(fill(texts.registered, { name: username }), 'success');
        return redirect(this.settings.loginUrl(request));
      }
      session.flash(mistake, 'error');
    }
    return render('login/register', { ...this.settings.page(request), username });
  }

  /** Adds the user, or tells why not. */
  private async add(name: string, password: string, texts: Texts): Promise<string | undefined> {
    if (name === '') return texts.nameMissing;
    const mistake = this.settings.mistakeIn(password, texts);
    if (mistake !== undefined) return mistake;
    const user = await this.users.create!({ name, passwordHash: await hashPassword(password) });
    return user === undefined ? fill(texts.nameTaken, { name }) : undefined;
  }
}
