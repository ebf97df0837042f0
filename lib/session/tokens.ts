import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

import type { Logger } from '../plain/logger.js';
import { checkNames } from '../plain/option-names.js';
import { quoted, shownBriefly } from '../plain/shown.js';
import { MAKE_A_KEY } from './secret-keys.js';

/** What a token is for, and how long it is good. */
export interface SignOptions {
  /** What it is for, `'reset-password'`: a token of one purpose passes for no other. */
  purpose: string;
  /** Seconds after which it is no longer good; default never. */
  maxAge?: number;
}

/** What a token must be for. */
export type UnsignOptions = Pick<SignOptions, 'purpose'>;

/** Signs values for links in mails, and tells which were signed: `value.signature`, both in URL-safe base64. */
export class Tokens {
  #keys: readonly string[];

  /** @param secretKeys the first signs, all of them verify */
  constructor(
    secretKeys: readonly string[],
    private readonly mode: { readonly debug: boolean },
    private readonly log: Logger,
  ) {
    this.#keys = secretKeys;
  }

  sign(value: unknown, options: SignOptions): string {
    checkOptions('app.sign()', options, ['purpose', 'maxAge']);
    const { purpose, maxAge } = options;
    checkAge(maxAge);
    const content: Content = [value, Date.now(), maxAge ?? null];
    const text = Buffer.from(toJson(content)).toString('base64url');
    return `${text}.${signatureOf(text, this.#keysFor('app.sign()')[0]!, purpose)}`;
  }

  unsign(token: unknown, options: UnsignOptions): unknown {
    checkOptions('app.unsign()', options, ['purpose']);
    const keys = this.#keysFor('app.unsign()');
    const [text, signature, ...more] = typeof token === 'string' ? token.split('.', 3) : [];
    if (text === undefined || signature === undefined || more.length > 0) return undefined;
    if (!keys.some((key) => isSame(signature, signatureOf(text, key, options.purpose)))) return undefined;
    const [value, time, maxAge] = JSON.parse(Buffer.from(text, 'base64url').toString()) as Content;
    const age = Date.now() - time;
    return age < -CLOCKS_DIFFER || (maxAge !== null && age > maxAge * 1000) ? undefined : value;
  }

  #keysFor(who: string): readonly string[] {
    if (this.#keys.length > 0) return this.#keys;
    if (!this.mode.debug)
      throw new Error(
        `${who} has no secret key to sign with. Set PHIAL_SECRET_KEY, or pass secretKey to createApp(). Make a key with: ${MAKE_A_KEY}`,
      );
    this.log.warn(
      `${who}: there is no secret key, so that a random one signs until this process ends. Set PHIAL_SECRET_KEY.`,
    );
    return (this.#keys = [randomBytes(32).toString('hex')]);
  }
}

/** When it was signed is milliseconds; how long it is good is seconds, as everywhere. */
type Content = [value: unknown, time: number, maxAge: number | null];

/** Milliseconds by which the clock of another machine of the same app may be ahead. */
const CLOCKS_DIFFER = 5000;

function checkOptions(who: string, options: unknown, names: readonly string[]): void {
  const { purpose } = Object(options) as Partial<SignOptions>;
  if (typeof purpose !== 'string' || purpose === '')
    throw new TypeError(`${who} needs to know what the token is for. Write { purpose: 'reset-password' }.`);
  checkNames(who, options as object, names);
}

function checkAge(maxAge: unknown): void {
  if (maxAge === undefined || (typeof maxAge === 'number' && maxAge > 0 && Number.isFinite(maxAge))) return;
  throw new RangeError(
    `app.sign() takes a maxAge of seconds above 0, not ${quoted(maxAge)}. Write maxAge: 3600 for an hour, or leave it away for a token that is always good.`,
  );
}

/** HMAC-SHA-256, with a key of its own for each purpose (HKDF, RFC 5869). The sessions' keys have other names. */
function signatureOf(text: string, secret: string, purpose: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, 'phial', `token ${purpose}`, 32));
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Compared as text: base64 is read leniently, and only the very text that was signed may pass. */
function isSame(signature: string, expected: string): boolean {
  const [given, wanted] = [Buffer.from(signature), Buffer.from(expected)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function toJson([value, ...dates]: Content): string {
  try {
    return JSON.stringify([asJson(value), ...dates]);
  } catch (error) {
    if (error instanceof NotJson) throw new TypeError(error.message);
    throw new TypeError(`app.sign() cannot sign what contains itself, or is nested too deeply. ${CURE}`, {
      cause: error,
    });
  }
}

class NotJson extends Error {}

const CURE = 'Sign plain data, for instance the id of what you mean.';

/** JSON.stringify() leaves out what it cannot hold, or makes something else of it: that would come back another. */
function asJson(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, asJson);
  if (isPlain(value)) {
    const pairs = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(pairs.map(([key, item]) => [key, asJson(item)]));
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value;
  throw new NotJson(`app.sign() cannot sign ${shownBriefly(value)}, which JSON does not have. ${CURE}`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === null || (prototype !== undefined && Object.getPrototypeOf(prototype) === null);
}
