/**
 * A value as JSON text.
 *
 * @param who returned it: `Notes.show`
 * @param replacer may look at all that is in the value
 * @throws TypeError for what has no text: a bigint, a circle, a `toJSON()` that gives nothing
 */
export function jsonText(value: unknown, who: string, replacer?: Replacer): string {
  let text: string | undefined;
  try {
    text = (replacer === undefined ? JSON.stringify(value) : JSON.stringify(value, replacer)) as string | undefined;
  } catch (error) {
    throw explained(error, who);
  }
  if (text === undefined) throw new TypeError('The value becomes nothing as JSON: its toJSON() returned undefined.');
  return text;
}

/** What JavaScript says of a bigint does not say what to do. */
export function explained(error: unknown, who: string): unknown {
  if (error instanceof TypeError && /\bBigInt\b/.test(error.message))
    return new TypeError(
      `${who} returned data with a bigint in it, which JSON does not know. Convert it, String(id), or name the field in a response schema: z.bigint() is written in digits.`,
      { cause: error },
    );
  if (error instanceof TypeError && /\bcircular\b/.test(error.message))
    return new TypeError(
      `${who} returned circular data, which contains itself: JSON cannot write it. Return what the client needs of it: { id: user.id, name: user.name }.`,
      { cause: error },
    );
  return error;
}

/** The same in one half of a sentence, for data that no handler returned. */
export function whyNoJson(error: unknown): string {
  const message = String((Object(error) as { message?: unknown }).message ?? error);
  if (/\bBigInt\b/.test(message)) return 'there is a bigint in it. Convert it: String(id).';
  if (/\bcircular\b/.test(message)) return 'it contains itself. Write what the client needs of it: { id: user.id }.';
  return message;
}

type Replacer = (this: unknown, key: string, value: unknown) => unknown;
