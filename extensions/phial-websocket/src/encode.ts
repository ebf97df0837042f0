/**
 * What goes over the wire for a value: text and bytes as they are, anything else as JSON.
 *
 * @throws TypeError for what JSON has no text for
 */
export function encode(value: unknown): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return jsonOf(value, 'Socket.send()');
}

/** @param who for the message */
export function jsonOf(value: unknown, who: string): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined)
    throw new TypeError(`${who} was given ${typeof value}, which JSON has no text for. Give it text, or an object.`);
  return text;
}
