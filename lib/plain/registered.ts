// On the global object: phial/register and the app may have loaded phial from different folders.
const KEY = Symbol.for('phial.registered');

/** Says that `phial/register` compiles what is loaded from now on. */
export function noteRegistered(): void {
  (globalThis as { [KEY]?: boolean })[KEY] = true;
}

/** Whether it does, by itself or by `phial run`. */
export function isRegistered(): boolean {
  return (globalThis as { [KEY]?: boolean })[KEY] === true;
}
