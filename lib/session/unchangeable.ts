import { MAKE_A_KEY } from './secret-keys.js';

/** Why a session cannot be changed when the app has no key. */
export const UNAVAILABLE = `The session is unavailable because no secret key was set. Set PHIAL_SECRET_KEY, or pass secretKey to createApp(), to something long and random, as this command makes it: ${MAKE_A_KEY}`;
/** Why it cannot be changed when its cookie has been made. */
export const CLOSED =
  "The session cannot be changed any more: its cookie is sent with the response's headers. Change it before the handler returns; a stream's source and a teardown hook come too late.";

/** What a key that is not text is answered. */
export function noKey(key: unknown): TypeError {
  return new TypeError(`A key of the session is text, not ${key === null ? 'null' : `a ${typeof key}`}.`);
}
