/** The command that makes a secret key, for messages. */
export const MAKE_A_KEY = 'npx phial secret';

/** The secret keys, the one that encrypts first. */
export function secretKeysOf(option: string | readonly string[] | undefined): string[] {
  const given = option ?? process.env['PHIAL_SECRET_KEY'];
  return given === undefined || given === '' ? [] : [given].flat();
}
