import { pbkdf2, randomInt, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

// Werkzeug's formats, which the databases of Flask's apps have: `scrypt:32768:8:1$salt$hex`, `pbkdf2:sha256:600000$salt$hex`.

/**
 * What to store of a password: scrypt's parameters, a salt and the key, `scrypt:32768:8:1$salt$hex`.
 *
 * @example
 * ```ts
 * await users.add(name, await hashPassword(password));
 * ```
 */
export async function hashPassword(password: string): Promise<string> {
  checkPassword('hashPassword()', password);
  const salt = makeSalt();
  const key = await TODAY.derive(password, salt);
  return `${METHOD}$${salt}$${key.toString('hex')}`;
}

/**
 * Whether a password is the one that was hashed, by `hashPassword()` or by Werkzeug. Without a hash, or with one that is not
 * known, it is not, and that takes as long: the clock must not tell who has an account.
 */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  checkPassword('verifyPassword()', password);
  const read = readHash(hash);
  if (read === undefined && typeof hash === 'string') warnOfNoHash(hash, password);
  const { derivation, salt, key } = read ?? NOBODY;
  const actual = await derivation.derive(password, salt);
  return timingSafeEqual(actual, key) && read !== undefined;
}

/** No password fits it. Told once, since any request may ask, and without the text, which may be a password. */
function warnOfNoHash(hash: string, password: string): void {
  // As in Django, a mark in its place keeps everybody out.
  if (/^[!*]?$|^!/.test(hash)) return;
  const cause = !hash.includes('$') && readHash(password) !== undefined ? SWAPPED : UNKNOWN;
  if (told.has(cause)) return;
  told.add(cause);
  process.emitWarning(`verifyPassword() was given ${cause}`);
}

const told = new Set<string>();

const SWAPPED =
  'the hash for the password, and the password for the hash. Write verifyPassword(password, hash), in this order.';
const UNKNOWN =
  'a hash that neither hashPassword() nor Werkzeug makes, and no password fits it. Store what await hashPassword(password) gives.';

/** Whether a hash is of another kind than `hashPassword()` makes today: hash the password anew when it was verified. */
export function needsRehash(hash: string): boolean {
  return !CURRENT.test(hash);
}

function checkPassword(who: string, password: unknown): void {
  if (typeof password === 'string') return;
  throw new TypeError(
    `${who} takes the password as text, not ${password === null ? 'null' : `a value of type ${typeof password}`}. Of a form's field that may not be there, write request.form.get('password', '').`,
  );
}

/** How a key is made of a password. */
interface Derivation {
  derive(password: string, salt: string): Promise<Buffer>;
  /** Bytes of the key. */
  length: number;
}

interface ReadHash {
  derivation: Derivation;
  salt: string;
  key: Buffer;
}

/** Undefined for what is not a hash, or one that would take too long. */
function readHash(hash: unknown): ReadHash | undefined {
  if (typeof hash !== 'string' || hash.length > LONGEST) return undefined;
  const [, method, salt, hex] = /^([^$]+)\$([^$]*)\$([0-9a-f]+)$/.exec(hash) ?? [];
  const derivation = method === undefined ? undefined : derivationOf(method.split(':'));
  const key = Buffer.from(hex ?? '', 'hex');
  return derivation === undefined || hex!.length !== 2 * derivation.length
    ? undefined
    : { derivation, salt: salt!, key };
}

const LONGEST = 1000;

function derivationOf([name, ...parameters]: string[]): Derivation | undefined {
  const costs = (name === 'scrypt' ? parameters : parameters.slice(1)).map(toCost);
  if (name === 'scrypt' && costs.length === 3) return scryptOf(costs as [number, number, number]);
  const length = DIGESTS.get(parameters[0]);
  if (name === 'pbkdf2' && costs.length === 1 && length !== undefined)
    return pbkdf2Of(parameters[0]!, costs[0]!, length);
  return undefined;
}

/** NaN, which is beyond all bounds, for what is not a whole number. */
function toCost(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : NaN;
}

/** A hash that somebody else has written must not take a gigabyte or a minute. These are 8 and 16 times today's. */
const MOST_MEMORY = 2 ** 28;
const MOST_WORK = 2 ** 22;
const MOST_ITERATIONS = 10_000_000;

/** Bytes of the digests that Werkzeug's hashes name. */
const DIGESTS = new Map<string | undefined, number>([
  ['sha1', 20],
  ['sha224', 28],
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]);

const deriveByScrypt = promisify<string, string, number, ScryptOptions, Buffer>(scrypt);
const deriveByPbkdf2 = promisify(pbkdf2);

function scryptOf([N, r, p]: readonly [number, number, number]): Derivation | undefined {
  const isPowerOfTwo = N > 1 && Number.isInteger(Math.log2(N));
  if (!isPowerOfTwo || !(128 * N * r <= MOST_MEMORY) || !(N * r * p <= MOST_WORK)) return undefined;
  // What OpenSSL counts, and a little more.
  const maxmem = 128 * r * (N + p + 2) + 1024;
  const length = 64;
  return { length, derive: (password, salt) => deriveByScrypt(password, salt, length, { N, r, p, maxmem }) };
}

function pbkdf2Of(digest: string, iterations: number, length: number): Derivation | undefined {
  if (!(iterations <= MOST_ITERATIONS)) return undefined;
  return { length, derive: (password, salt) => deriveByPbkdf2(password, salt, iterations, length, digest) };
}

const COSTS = [32768, 8, 1] as const;
const METHOD = `scrypt:${COSTS.join(':')}`;
const TODAY = scryptOf(COSTS)!;
const CURRENT = new RegExp(`^${METHOD}\\$[a-zA-Z0-9]{16}\\$[0-9a-f]{128}$`);

/** What the password of a user who does not exist is compared with. */
const NOBODY: ReadHash = { derivation: TODAY, salt: 'nobody', key: Buffer.alloc(TODAY.length) };

/** As Werkzeug has it: 16 letters and digits. */
function makeSalt(): string {
  return Array.from({ length: 16 }, () => SALT_CHARACTERS[randomInt(SALT_CHARACTERS.length)]).join('');
}

const SALT_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
