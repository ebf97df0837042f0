/** The keys of the session and their types: augment it to have `get` and `set` checked. Packages may add their own keys. */
export interface SessionData {}

/** A key of the session: any text, and an editor offers those of `SessionData`. */
export type Key = Extract<keyof SessionData, string> | (string & {});
/** What the session keeps under a key, by `SessionData`; `unknown` for a key that it does not name. */
export type Value<K> = K extends keyof SessionData ? SessionData[K] : unknown;
