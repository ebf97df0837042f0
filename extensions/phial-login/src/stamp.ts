import { inspect } from 'node:util';

import type { User } from './user-provider.js';

/** A Date would come back from the session as text, and nobody stay logged in. */
export function stampOf({ id, stamp }: User): string | undefined {
  if (stamp === undefined || stamp === null || typeof stamp === 'string') return stamp ?? undefined;
  throw new TypeError(`The stamp of the user ${id} is ${inspect(stamp)}. Give it as text: stamp: String(...).`);
}
