import { Abort } from './errors.js';
import type { Limits } from './metadata.js';
import { MultiDict } from './multi-dict.js';

/** The media type of a urlencoded form. */
export const URLENCODED = 'application/x-www-form-urlencoded';

/**
 * The fields of a urlencoded form, in order (URL standard, section 5.1).
 *
 * @throws Abort 413 for a field or a number of fields beyond the limits, 400 for broken percent-encoding
 */
export function parseForm(body: string, { field, parts }: Pick<Limits, 'field' | 'parts'>): MultiDict {
  const pairs = body === '' ? [] : body.split('&', parts + 1).filter((pair) => pair !== '');
  if (pairs.length > parts) throw new Abort(413, `The form has more than ${parts} fields.`);
  return new MultiDict(pairs.map((pair) => {
    const at = pair.indexOf('=');
    const name = decode(at === -1 ? pair : pair.slice(0, at));
    const value = at === -1 ? '' : decode(pair.slice(at + 1));
    if (value.length > field || (value.length * 3 > field && Buffer.byteLength(value) > field)) {
      throw new Abort(413, `The field '${name.slice(0, 100)}' has more than ${field} bytes.`);
    }
    return [name, value] as const;
  }));
}

/** The arguments of a query string. What is not encoded properly is kept as it is: links are typed by hand. */
export function parseQuery(query: string): MultiDict {
  return new MultiDict(query === '' ? [] : new URLSearchParams(query));
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new Abort(400, `The form has broken percent-encoding: ${JSON.stringify(text.slice(0, 100))}.`);
  }
}
