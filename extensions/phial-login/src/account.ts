import {
  AfterRequest,
  App,
  ContextProcessor,
  Controller,
  OnStop,
  Redirect,
  Request,
  Response,
  Route,
  Session,
  hashPassword,
  needsRehash,
  redirect,
  render,
  verifyPassword,
  type Rendering,
} from 'phial';

import { isActive } from './active.js';
import { Confirmation } from './confirmation.js';
import { Guesses } from './guesses.js';
import { LoginManager } from './login-manager.js';
import { mailsSent } from './mails.js';
import { shownAgain, tooOften } from './mistake.js';
import { isName, typedName } from './names.js';
import { nextOf } from './next.js';
import { LOGIN_PAGE } from './places.js';
import { LoginSettings } from './settings.js';
import type { Texts } from './texts.js';
import { isKnownHash, tellOfUnknownHash } from './unknown-hash.js';
import { UserProvider, type User } from './user-provider.js';
import { Visitor } from './visitor.js';

/** The pages to log in, and out. */
@Controller('', { name: 'account' })
export class Account {
  private readonly confirmation: Confirmation;

  constructor(
    private readonly users: UserProvider,
    private readonly logins: LoginManager,
    private readonly guesses: Guesses,
    private readonly settings: LoginSettings,
    app: App,
  ) {
    this.confirmation = new Confirmation(app, users, settings);
  }

  @Route('/login', ['GET', 'POST'], { config: { [LOGIN_PAGE]: true } })
  async login(request: Request, session: Session): Promise<Rendering | Response | Redirect> {
    const name = typedName(request);
    if (request.method !== 'POST') return this.loginPage(request, name);
    const texts = this.settings.textsFor(request);
    const wait = await this.guesses.count(request, 'login', name);
    if (wait !== undefined) return shownAgain(this.loginPage(request, name), tooOften(wait, texts), session);
    const { user, mistake } = await this.userOf(request, name, texts);
    if (user === undefined) {
      session.flash(mistake, 'error');
      return this.loginPage(request, name);
    }
    await this.guesses.forget(request, 'login', name, user.id);
    const next = nextOf(request) ?? session.get<string>('next');
    const remember = this.logins.remember !== undefined && request.form.has('remember');
    await this.logins.logIn(request, session, user, { remember });
    return Redirect.local(next, this.settings.homeOf(request));
  }

  /** By POST alone: a link, or an image on another site, must not log anybody out. */
  @Route('/logout', ['POST'])
  async logout(request: Request, session: Session) {
    await this.logins.logOut(request, session);
    return redirect(this.settings.homeOf(request));
  }

  /** Gives every template the `user`, which is null when nobody is logged in. */
  @ContextProcessor()
  user({ user }: Visitor, request: Request) {
    const now = this.logins.userOf(request);
    return { user: now === undefined ? user : now };
  }

  /** Before the services are closed, which a mail needs. */
  @OnStop()
  finishMails(app: App) {
    return mailsSent(app);
  }

  /** A page with a token, or with what somebody has typed, is not for caches, nor for who goes back in the browser afterwards. */
  @AfterRequest({ scope: 'blueprint' })
  keepNothing(response: Response) {
    response.headers.set('Cache-Control', 'no-store');
  }

  private loginPage(request: Request, username: string): Rendering {
    return render('login/login', {
      ...this.settings.page(request),
      username,
      remembers: this.logins.remember !== undefined,
    });
  }

  /** The user of a name and a password, or what is wrong with them. */
  private async userOf(request: Request, name: string, texts: Texts): Promise<{ user?: User; mistake: string }> {
    const password = request.form.get('password', '');
    const user = isName(name) ? ((await this.users.named(name)) ?? undefined) : undefined;
    await this.guesses.note(request, 'login', name, user?.id);
    const hash = user && (await this.users.passwordHash(user));
    const isRight = await isPasswordOf(hash, password);
    if (user === undefined) return { mistake: texts.unknownName };
    if (!isRight) {
      tellOfUnknownHash(request, this.users, hash);
      return { mistake: texts.wrongPassword };
    }
    if (!isActive(user)) return { mistake: texts.notActive };
    // Told to none but who knows the password.
    if (this.confirmation.isMissing(user)) return { mistake: texts.confirmFirst };
    return { user: needsRehash(hash!) ? await this.withTodaysHash(user, password, hash) : user, mistake: '' };
  }

  /** A hash that was made another way, by a Flask app for instance, is made anew while the password is at hand. */
  private async withTodaysHash(user: User, password: string, hash: string | null | undefined): Promise<User> {
    const better = await hashPassword(password);
    const known = (await this.users.find(user.id)) ?? user;
    // Another request may have changed it meanwhile.
    if ((await this.users.passwordHash(known)) === hash) await this.users.changePassword(known, better);
    return (await this.users.find(user.id)) ?? user;
  }
}

/** Without a user, too, so that it takes as long; and a hash of another app, which may be quick, takes as long as those of today. */
async function isPasswordOf(hash: string | null | undefined, password: string): Promise<boolean> {
  const isForeign = hash !== undefined && hash !== null && isKnownHash(hash) && needsRehash(hash);
  const [isRight] = await Promise.all([
    verifyPassword(password, hash),
    isForeign ? verifyPassword(password, undefined) : undefined,
  ]);
  return isRight;
}
