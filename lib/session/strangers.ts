import { explainKeys } from '../plain/strangers.js';
import type { Session } from './session.js';

/** Has a key that is read or written as a member say what to write. */
export function explainSession(type: typeof Session): void {
  explainKeys(
    type,
    (key) => `The session's '${key}' is a key, and not a member. Write session.get('${key}').`,
    (key) => `session.${key} = ... would not be kept. Write session.set('${key}', value).`,
    ['isNew'],
  );
}
