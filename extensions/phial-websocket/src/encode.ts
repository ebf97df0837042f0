import { Blob } from 'node:buffer';
import { types } from 'node:util';

/**
 * What goes over the wire for a value: text and bytes as they are, anything else as JSON.
 *
 * @throws TypeError for what JSON has no text for, or loses
 */
export function encode(value: unknown): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  return jsonOf(value, 'Socket.send()');
}

/** Whether a value is bytes, in memory or to be read. */
export function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value) || value instanceof Blob;
}

/** @param who for the message */
export function jsonOf(value: unknown, who: string): string {
  if (typeof value === 'object' && value !== null) refuseLost(value, who);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined)
    throw new TypeError(`${who} was given ${typeof value}, which JSON has no text for. Give it text, or an object.`);
  return text;
}

/** Refuses an object of which JSON would make `{}`, or little more. */
function refuseLost(value: object, who: string): void {
  const cure = 'toJSON' in value ? undefined : cureOf(value);
  if (cure === undefined) return;
  throw new TypeError(`${who} was given a ${value.constructor.name}, which JSON loses. ${cure}`);
}

function cureOf(value: object): string | undefined {
  if (types.isMap(value)) return 'Give it Object.fromEntries(map).';
  if (types.isSet(value)) return 'Give it [...set].';
  if (value instanceof Blob) return 'Give it await blob.arrayBuffer().';
  if (types.isNativeError(value)) return 'Give it its message.';
  return types.isPromise(value) ? 'Await it before.' : undefined;
}
