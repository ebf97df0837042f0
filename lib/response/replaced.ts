import type { ResponseHeaders } from './headers.js';
import { isStreamed } from './streams.js';

/**
 * Takes off what was said of a body that another replaces: its length and, of a file, its tag, its date and its range.
 *
 * @returns whether a part has become a whole. A stream may be made of the part, and stays one.
 */
export function forgetReplaced(headers: ResponseHeaders, body: unknown): boolean {
  headers.delete('content-length');
  // Of all answers those with a file alone have it.
  if (!headers.has('accept-ranges')) return false;
  for (const name of ['accept-ranges', 'etag', 'last-modified']) headers.delete(name);
  if (isStreamed(body) || !headers.has('content-range')) return false;
  headers.delete('content-range');
  return true;
}
