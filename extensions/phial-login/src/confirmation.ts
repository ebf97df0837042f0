import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

import type { App, Request } from 'phial';

import { isActive } from './active.js';
import { isName } from './names.js';
import type { LoginSettings } from './settings.js';
import { filled } from './texts.js';
import type { User, UserProvider } from './user-provider.js';

/** For how many seconds a link in a mail is good: people look at their mail once a day. */
const LINK_LIFETIME = 24 * 60 * 60;

const PURPOSE = 'phial-login confirmation';

/** Who has registered shows that the mail address is theirs, by a link that leads there. */
export class Confirmation {
  constructor(
    private readonly app: App,
    private readonly users: UserProvider,
    private readonly settings: LoginSettings,
  ) {}

  /** Whether somebody must confirm the address before a login. Without the option nobody must. */
  isMissing({ id, isConfirmed }: User): boolean {
    if (!this.settings.confirms) return false;
    if (isConfirmed === undefined || isConfirmed === null || typeof isConfirmed === 'boolean') return !isConfirmed;
    // A database has 1, or a time, where the app meant yes: taken for no, nobody would know why.
    throw new TypeError(`isConfirmed of the user ${id} is ${inspect(isConfirmed)}. Give it as a boolean.`);
  }

  /** Sends the mail, where there is such a user who needs it. */
  async send(request: Request, username: string): Promise<void> {
    const user = isName(username) && (await this.users.named(username));
    if (!user || !isActive(user) || !this.isMissing(user)) return;
    const to = await this.users.mailOf!(user);
    if (!to)
      return request.log.warn(`The user ${user.id} has no mail address, and cannot log in before one is confirmed.`);
    const texts = filled(this.settings.textsFor(request), { name: username, hours: LINK_LIFETIME / 3600 });
    const token = this.app.sign([user.id, fingerprintOf(to)], { purpose: PURPOSE, maxAge: LINK_LIFETIME });
    // The app's, which throws without a baseUrl: a link in a mail must not lead to whatever host a request named.
    const values = { ...request.params, token };
    const endpoint = this.settings.endpointOf(request, 'confirmation.confirm');
    const url = this.app.urlFor(endpoint, values, { external: true });
    const text = this.app.render('login/mail/confirm.txt', { texts, url });
    await this.settings.mail!({ to, subject: texts.confirmSubject, text });
  }

  /** Whose link it is; `undefined` when it is not good, or the user has another address by now. */
  async userOf(token: string): Promise<User | undefined> {
    const signed = this.app.unsign<[id: User['id'], fingerprint: string]>(token, { purpose: PURPOSE });
    const user = signed && (await this.users.find(signed[0]));
    const mail = user && (await this.users.mailOf!(user));
    if (!user || !mail || !isActive(user)) return undefined;
    return signed?.[1] === fingerprintOf(mail) ? user : undefined;
  }

  /** Notes it, where it is not noted yet. */
  async confirm(user: User): Promise<void> {
    if (!this.isMissing(user)) return;
    await this.users.confirm!(user);
    const confirmed = await this.users.find(user.id);
    if (confirmed && this.isMissing(confirmed))
      throw new Error(
        `${this.users.constructor.name}.confirm() was called, and isConfirmed of the user ${user.id} is ${inspect(confirmed.isConfirmed)} after it. Let it keep true, and find() give it.`,
      );
  }
}

/** A token is signed, not secret: the address is not in it. */
function fingerprintOf(mail: string): string {
  return createHash('sha256').update(mail).digest('base64url');
}
