/**
 * A value as JSON text.
 *
 * @throws TypeError for what has no text: a bigint, a circle, a `toJSON()` that gives nothing
 */
export function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch (error) {
    throw explained(error);
  }
  if (text === undefined) throw new TypeError('The value becomes nothing as JSON: its toJSON() returned undefined.');
  return text;
}

/** What JavaScript says of a bigint does not say what to do. */
export function explained(error: unknown): unknown {
  if (error instanceof TypeError && /\bBigInt\b/.test(error.message))
    return new TypeError(
      'A bigint cannot be written as JSON. Return Number(value) or String(value), or name the field in a response schema: z.bigint() is written in digits.',
      { cause: error },
    );
  return error;
}
