import { inspect } from 'node:util';

import type { User } from './user-provider.js';

/** Whether somebody may log in. A database has 0 where the app means no: taken for yes, a closed account would be open. */
export function isActive({ id, isActive: given }: User): boolean {
  if (given === undefined || typeof given === 'boolean') return given ?? true;
  throw new TypeError(
    `isActive of the user ${id} is ${inspect(given)}. Give it as a boolean: false for a closed account.`,
  );
}
