/** Whether a message of zod, valibot or arktype is of the type of a value, and not of what it says. */
export function isOfType(message: string): boolean {
  return /^Invalid type|\breceived (?:string|number|boolean|null|object|array)\b|\(was (?:an? \w+|true|false|boolean|null)\)/.test(
    message,
  );
}

/**
 * How a setting that is wrong is written; its value may be secret, and is not told.
 *
 * @param text of its variable, where it is one
 */
export function cureOf(message: string, text: string | undefined): string {
  const [, type] = /\b(?:expected|must be)(?: an?)? (boolean|number|int)\b/i.exec(message) ?? [];
  const where = 'in the environment, or in .env.';
  if (text === undefined || type === undefined) return `Change it ${where}`;
  if (type === 'boolean') return `Write true or false, ${where}`;
  return /^-?0\d/.test(text) ? `Write it without the 0 at its beginning, ${where}` : `Change it ${where}`;
}
