import { isError } from '../plain/is-error.js';
import { member } from '../plain/member.js';
import { inspected, traceOf } from './trace.js';

/** What stands for a secret. */
export const MASK = '***';

/** Whether the name of a field, a header or a variable says that its value is a secret: `apiKey`, `x-auth-user`, `code`. */
export function isSecret(name: string): boolean {
  return PARTS.test(name) || words(name).some((word, index, all) => isSecretWord(word, all[index - 1]));
}

/** Wherever in a name. */
const PARTS =
  /cookie|authori[sz]|authent|oauth|passw|passphrase|passcode|pwd|secret|token|key|[cx]srf|credential|session|sess_?id|jwt|signature|saml|(?:auth|access|login|reset|verification|security)code/i;

/** These count as whole words of a name alone: `sig` and `otp` mean nothing in `design` and `hotpink`. */
const WORDS = new Set(
  'assertion auth bearer cert certificate cvc cvv dpop hmac jws jwe mfa nonce oidc otp pass pin pw sess sid sig sso totp verifier'.split(
    ' ',
  ),
);

/** Codes that are not secret: `zip_code`, `statusCode`. */
const OPEN_CODES = new Set(
  'area bar color country currency dial error exit http lang language phone post postal product promo qr region state status zip'.split(
    ' ',
  ),
);

function isSecretWord(word: string, previous: string | undefined): boolean {
  if (word === 'code') return previous === undefined || !OPEN_CODES.has(previous);
  return WORDS.has(word) || (word.startsWith('auth') && !/^authors?$|^authorit/.test(word));
}

/** `userId`, `user_id` and `x-user-id` have the same words. */
function words(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]/)
    .map((word) => word.replace(/\d{1,3}$/, ''));
}

/**
 * Any value as plain data, which is all that a page shows: short, without what its keys call a secret, and without the
 * queries of addresses, which may have some.
 */
export function masked(value: unknown): unknown {
  return new Mask().of(value, 0);
}

const DEEPEST = 5;
const MOST = 100;
const MOST_IN_ALL = 2000;
const LONGEST = 10_000;

class Mask {
  #left = MOST_IN_ALL;

  of(value: unknown, depth: number): unknown {
    if (this.#left-- <= 0) return '...';
    if (typeof value === 'string') return maskedText(value);
    if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return value;
    if (depth === DEEPEST) return '...';
    if (Array.isArray(value)) return value.slice(0, MOST).map((one: unknown) => this.of(one, depth + 1));
    if (isError(value)) return this.#error(value, depth);
    return isPlain(value) ? this.#members(value, depth, isSecret) : maskedText(inspected(value));
  }

  #members(value: object, depth: number, isHidden: (name: string) => boolean): object {
    const names = Object.keys(value).slice(0, MOST);
    return Object.fromEntries(
      names.map((name) => [name, isHidden(name) ? MASK : this.of(member(value, name), depth + 1)]),
    );
  }

  /** The `code` of an error names its kind. */
  #error(error: Error, depth: number): object {
    const { name, message, frames } = traceOf(error);
    const [cause, errors] = [member(error, 'cause'), member(error, 'errors')];
    return {
      ...this.#members(error, depth, (one) => one !== 'code' && isSecret(one)),
      name,
      message: maskedText(message),
      stack: frames.join('\n'),
      ...(cause !== undefined && { cause: this.of(cause, depth + 1) }),
      ...(errors !== undefined && { errors: this.of(errors, depth + 1) }),
    };
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Masks URLs and tokens. Each is matched whole, so that no text is searched twice. The user's name in a URL is masked, too. */
export function maskedText(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}... (${text.length} characters)` : text;
  return short
    .replace(/\b([a-z][a-z\d+.-]{0,20}:\/\/)[^\s/?#]*@/gi, `$1${MASK}@`)
    .replace(/(\bhttps?:\/\/[^\s?#]*)([?#]\S*)?/g, (_all, address: string, rest?: string) =>
      rest === undefined ? address : `${address}${rest[0]!}${MASK}`,
    )
    .replace(/\beyJ[\w-]*(\.[\w-]+)*/g, (all: string, isToken?: string) => (isToken === undefined ? all : MASK))
    .replace(/^(basic|bearer|digest|dpop|negotiate|token) \S.*/i, `$1 ${MASK}`);
}
