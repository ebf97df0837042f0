import type { ResponseHeaders } from './headers.js';
import { HTML, JSON_TYPE, OCTETS } from './kinds.js';
import { isStreamed } from './streams.js';
import { Unfinished } from './unfinished.js';

/**
 * Takes off what was said of a body that another replaces: its length and, of a file, its tag, its date and its range.
 *
 * @returns whether a part has become a whole. A stream may be made of the part, and stays one.
 */
export function forgetReplaced(headers: ResponseHeaders, body: unknown): boolean {
  headers.delete('content-length');
  const isOfBody = headers.has('accept-ranges') || IMPLIED.includes(headers.get('content-type') ?? '');
  if (body instanceof Unfinished && isOfBody) headers.delete('content-type');
  // Of all answers those with a file alone have it.
  if (!headers.has('accept-ranges')) return false;
  for (const name of ['accept-ranges', 'etag', 'last-modified']) headers.delete(name);
  if (isStreamed(body) || !headers.has('content-range')) return false;
  headers.delete('content-range');
  return true;
}

/** The types that a value has because of what it is. A template or a file has its own, and any other was meant. */
const IMPLIED = [HTML, JSON_TYPE, OCTETS];
