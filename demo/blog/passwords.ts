import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, string, number, ScryptOptions, Buffer>(scrypt);

// One of the settings that OWASP recommends for scrypt: 16 MiB of memory, five times over.
const COST = 16384;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 5;

/** Bytes of a derived key. */
const KEY_LENGTH = 32;

/** Characters that a password needs: NIST SP 800-63B asks for eight. */
export const SHORTEST_PASSWORD = 8;

/** What to store of a password: the parameters, the salt and the key, for instance `scrypt$16384$8$5$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('base64url');
  const key = await derive(password, salt, KEY_LENGTH, { N: COST, r: BLOCK_SIZE, p: PARALLELIZATION });
  return hashOf(salt, key);
}

/**
 * Whether a password is the one that was hashed, with the parameters of its time. Without a hash it is not, and that
 * takes as long: the clock must not tell who has an account.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (hash ?? NOBODY).split('$');
  const actual = await derive(password, salt, KEY_LENGTH, { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(actual, Buffer.from(key, 'base64url')) && hash !== undefined;
}

/** What the password of a user who does not exist is compared with. */
const NOBODY = hashOf('nobody', Buffer.alloc(KEY_LENGTH));

function hashOf(salt: string, key: Buffer): string {
  return ['scrypt', COST, BLOCK_SIZE, PARALLELIZATION, salt, key.toString('base64url')].join('$');
}
