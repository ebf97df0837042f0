import type { Request } from 'phial';

import type { UserProvider } from './user-provider.js';

/**
 * Tells, once for each class, of a provider whose `passwordHash()` gives something that no password is right for, as the
 * password itself. What it gave is not logged.
 */
export function tellOfUnknownHash({ log }: Request, users: UserProvider, hash: string | null | undefined): void {
  if (hash === null || hash === undefined || hash === '' || isKnownHash(hash) || told.has(users.constructor)) return;
  told.add(users.constructor);
  log.error(
    `${users.constructor.name}.passwordHash() gave something that is not a hash of hashPassword() or Werkzeug, so that every password is wrong. Keep what await hashPassword(password) gives, and return that.`,
  );
}

/** Whether a hash is of `hashPassword()` or Werkzeug. */
export function isKnownHash(hash: string): boolean {
  return /^(?:scrypt|pbkdf2):/.test(hash);
}

const told = new WeakSet<object>();
