import { Controller, Request, Route, Session, abort, redirect, render } from 'phial';

import { ApiTokens } from './api-tokens.js';
import { LoginSettings } from './settings.js';
import { FreshUser } from './visitor.js';

/** The page of one's API tokens. Who holds one acts for long, so the password must have been typed in this session. */
@Controller('/tokens', { name: 'tokens' })
export class TokenPages {
  static readonly providedBy = 'login({ apiTokens: { store } })';

  constructor(
    private readonly tokens: ApiTokens,
    private readonly settings: LoginSettings,
  ) {}

  @Route('')
  index(user: FreshUser, request: Request) {
    return this.page(user, request);
  }

  @Route('', ['POST'])
  async create(user: FreshUser, request: Request, session: Session) {
    const name = request.form.get('name', '').trim().slice(0, 100);
    if (name !== '') return this.page(user, request, await this.tokens.create(user.id, name));
    session.flash(this.settings.textsFor(request).tokenNameMissing, 'error');
    return this.page(user, request);
  }

  @Route('/:id/delete', ['POST'])
  async delete(user: FreshUser, request: Request, session: Session) {
    // Not a parameter: a variable of the blueprint's prefix would have to be one, too.
    const id = request.params['id']!;
    const tokens = await this.tokens.list(user.id);
    if (!tokens.some((token) => token.id === id)) abort(404);
    await this.tokens.delete(user.id, id);
    session.flash(this.settings.textsFor(request).tokenDeleted, 'success');
    return redirect(request.urlFor('.index'));
  }

  /** @param made the token that is shown, once */
  private async page(user: FreshUser, request: Request, made?: string) {
    const tokens = (await this.tokens.list(user.id)).map((token) => ({
      ...token,
      created: new Date(token.created).toISOString().slice(0, 10),
      deleteUrl: request.urlFor('.delete', { id: token.id }),
    }));
    return render('login/tokens', { ...this.settings.page(request), tokens, made });
  }
}
