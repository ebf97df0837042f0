import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { Response, type Request, type Session, type SessionStore } from 'phial';

import { stampOf } from './stamp.js';
import { Store } from './store.js';
import type { User } from './user-provider.js';

/** How people stay logged in. */
export interface RememberOptions {
  /** Where it is kept who may: any store for sessions, such as a Keyv. One in memory forgets with the process. */
  store: SessionStore;
  /** Seconds after which somebody who does not come is forgotten; default 30 days. */
  lifetime?: number;
  /** Default `'remember'`. One that begins with `__Host-` no other subdomain can set; browsers take it by https alone. */
  cookieName?: string;
  /**
   * What begins the keys in that store; default nothing. Apps that share a store each need one of their own, or who is let in to
   * one is let in to all, as the user of the same id.
   */
  keyPrefix?: string;
}

/** Somebody who was remembered: a series of tokens, of which each is good once. */
interface Series {
  userId: User['id'];
  stamp: string | undefined;
  started: number;
  /** With this the next token is made of one. Requests of one moment so get the same. */
  secret: string;
  hash: string;
  previous?: { hash: string; until: number };
}

/** That a series is over, or all of a user: those that began before. */
interface Ended {
  /** Milliseconds since 1970. */
  at: number;
}

/** Each is looked for in the store, and a client may send hundreds. */
const MOST_COOKIES = 16;

/** For so long the token before is good, too: what a browser sent before it had the new one. */
const GRACE = 60_000;

/**
 * Keeps people logged in when the browser is closed. The cookie has the name of a series and a token, which is another after
 * each use. An old token is somebody else's copy, and ends all series of the user: Barry Jaspan's "Improved Persistent Login
 * Cookie Best Practice".
 */
export class Remember {
  readonly store: Store<Series | Ended>;
  readonly #lifetime: number;
  readonly #cookieName: string;
  /** Requests whose cookie was forgotten: the page of an error would else be told that it remembers somebody. */
  readonly #ended = new WeakSet<Request>();

  constructor({ store, lifetime = 30 * 24 * 60 * 60, cookieName = 'remember', keyPrefix }: RememberOptions) {
    this.store = new Store(store, keyPrefix);
    this.#lifetime = lifetime;
    this.#cookieName = cookieName;
  }

  /** Begins to remember a user. */
  async begin(request: Request, user: User): Promise<void> {
    const name = randomText();
    const token = randomText();
    await this.#keep(name, {
      userId: user.id,
      stamp: stampOf(user),
      started: Date.now(),
      secret: randomText(),
      hash: hashOf(token),
    });
    this.#setCookie(request, `${name}.${token}`, this.#lifetime);
  }

  /** Whom the cookie remembers. Its token is another afterwards: it is nobody when the browser could not be given that one. */
  async recall(request: Request, session: Session): Promise<Pick<Series, 'userId' | 'stamp'> | undefined> {
    const cookies = this.#cookiesOf(request);
    if (cookies.length === 0 || this.#ended.has(request) || isTooLate(session)) return undefined;
    let copied: Series | undefined;
    const copies = new Set<string>();
    for (const [name, token] of cookies) {
      const series = (await this.store.get(keyOf(name))) as Series | undefined;
      if (series === undefined || (await this.#isEnded(name, series))) continue;
      if (isGood(token, series)) {
        // Of another series of this browser, whoever has the newer token has copied it.
        for (const other of copies) if (other !== name) await this.#endSeries(other);
        return this.#pass(request, name, token, series);
      }
      copied ??= series;
      copies.add(name);
    }
    return copied === undefined ? this.#forgetCookie(request) : this.#foundCopy(request, copied);
  }

  /** Ends the series of this browser. */
  async end(request: Request): Promise<void> {
    const cookies = this.#cookiesOf(request);
    if (cookies.length === 0) return;
    // First: a store that is away must not keep somebody logged in at a browser that is someone else's next.
    this.#forgetCookie(request);
    this.#ended.add(request);
    for (const name of new Set(cookies.map(([name]) => name))) await this.#endSeries(name);
  }

  /** Ends all series of a user, in all browsers. */
  async endAll(userId: User['id']): Promise<void> {
    await this.store.set(endOf(userId), { at: Date.now() }, this.#lifetime);
  }

  /** All cookies of the name: a sister domain may have set one, or an app that lived below another path. */
  #cookiesOf(request: Request): [name: string, token: string][] {
    const cookies = request.cookies.getAll(this.#cookieName).flatMap((cookie): [string, string][] => {
      const [name, token, ...more] = cookie.split('.');
      // Only the very text that was set may pass.
      return name && token && more.length === 0 ? [[name, token]] : [];
    });
    return cookies.slice(0, MOST_COOKIES);
  }

  async #endSeries(name: string): Promise<void> {
    // Of a series that is not there nobody writes one more, and what a client has made up is not kept.
    if ((await this.store.get(keyOf(name))) === undefined) return;
    // Written down, since a request of the same moment, perhaps in another process, may write the series once more.
    await this.store.set(overOf(name), { at: Date.now() }, this.#lifetime);
    await this.store.delete(keyOf(name));
  }

  /** Lets somebody in, who gets the next token. */
  async #pass(request: Request, name: string, token: string, series: Series): Promise<Series> {
    if (isSame(hashOf(token), series.hash)) {
      const previous = { hash: series.hash, until: Date.now() + GRACE };
      await this.#keep(name, { ...series, hash: hashOf(after(token, series)), previous });
    }
    // Also to who has had it: that answer may have been lost on the way.
    this.#setCookie(request, `${name}.${after(token, series)}`, this.#lifetime);
    return series;
  }

  async #foundCopy(request: Request, { userId }: Series): Promise<undefined> {
    request.log.warn({ userId }, 'A cookie that keeps somebody logged in was used twice: all of this user are ended.');
    await this.endAll(userId);
    return this.#forgetCookie(request);
  }

  async #isEnded(name: string, { userId, started }: Series): Promise<boolean> {
    const [over, ended] = await Promise.all([this.store.get(overOf(name)), this.store.get(endOf(userId))]);
    return over !== undefined || (ended !== undefined && started <= (ended as Ended).at);
  }

  async #keep(name: string, series: Series): Promise<void> {
    await this.store.set(keyOf(name), series, this.#lifetime);
  }

  #forgetCookie(request: Request): undefined {
    this.#setCookie(request, '', 0);
  }

  /** A factory has no response yet: what Fastify's reply has goes with whatever is sent. */
  #setCookie(request: Request, value: string, maxAge: number): void {
    const { headers } = new Response(null).setCookie(this.#cookieName, value, {
      maxAge,
      // '__Host-' is of all paths.
      path: /^__host-/i.test(this.#cookieName) ? '/' : request.basePath || '/',
      httpOnly: true,
      sameSite: 'lax',
      // As a session's: browsers take a cookie of such a name no other way, wherever it comes from.
      secure: request.isSecure || /^__(?:host|secure)-/i.test(this.#cookieName),
    });
    request.environ.reply.header('set-cookie', headers.get('set-cookie'));
  }
}

function keyOf(name: string): string {
  return `remember:${name}`;
}

function overOf(name: string): string {
  return `remember-over:${name}`;
}

function endOf(userId: User['id']): string {
  return `remember-ended:${typeof userId}:${userId}`;
}

/** Whether the cookies of the response are on their way, which its session alone tells: it refuses any change. */
function isTooLate(session: Session): boolean {
  const { permanent } = session;
  try {
    session.permanent = permanent;
    return false;
  } catch {
    return true;
  }
}

/** Whether a token is the one of today, or has just been. */
function isGood(token: string, { hash, previous }: Series): boolean {
  const given = hashOf(token);
  if (isSame(given, hash)) return true;
  return previous !== undefined && isSame(given, previous.hash) && previous.until >= Date.now();
}

/** The token that comes after one. */
function after(token: string, { secret }: Series): string {
  return createHmac('sha256', secret).update(token).digest('base64url');
}

function randomText(): string {
  return randomBytes(24).toString('base64url');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
