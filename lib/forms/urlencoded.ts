import { decodeIfPossible } from '../plain/decode.js';
import { Abort } from '../response/abort.js';
import type { Limits } from './limits.js';
import { MultiDict } from './multi-dict.js';

/** The media types of forms. */
export const URLENCODED = 'application/x-www-form-urlencoded';
export const MULTIPART = 'multipart/form-data';

/** A urlencoded form as it was read: its fields, and its text, of which webhooks have a signature. */
export class UrlencodedBody {
  constructor(
    readonly form: MultiDict,
    readonly text: string,
  ) {}
}

/**
 * The fields of a urlencoded form, in order (URL standard, section 5.1).
 *
 * @throws Abort 413 for a field or a number of fields beyond the limits, 400 for broken percent-encoding
 */
export function parseForm(text: string, limits: Pick<Limits, 'field' | 'parts'>): UrlencodedBody {
  // Node has it in the place of bytes that are not UTF-8. Who means the character itself sends %EF%BF%BD.
  if (text.includes('\uFFFD')) throw new Abort(400, 'The form is not UTF-8.');
  return new UrlencodedBody(parsePairs(text, decode, limits), text);
}

/** The arguments of a query string. What is not encoded properly is kept as it is: links are typed by hand. */
export function parseQuery(query: string): MultiDict {
  return parsePairs(query, decodeLeniently);
}

function parsePairs(
  encoded: string,
  decode: (text: string) => string,
  limits?: Pick<Limits, 'field' | 'parts'>,
): MultiDict {
  const pairs: string[] = [];
  const text = encoded.includes('+') ? encoded.replace(PLUSES, ' ') : encoded;
  // Where each is next, of this pair or a later: a long text without any is not searched to its end for each pair.
  let equals = -1;
  let percent = -1;
  for (let start = 0, end; start < text.length; start = end + 1) {
    end = indexOrEnd(text, '&', start);
    if (end === start) continue;
    if (equals < start) equals = indexOrEnd(text, '=', start);
    if (percent < start) percent = indexOrEnd(text, '%', start);
    const middle = Math.min(equals, end);
    const isEncoded = percent < end;
    const name = isEncoded ? decode(text.slice(start, middle)) : text.slice(start, middle);
    const value = isEncoded ? decode(text.slice(middle + 1, end)) : text.slice(middle + 1, end);
    if (limits !== undefined) checkField(name, value, pairs.length / 2 + 1, limits);
    pairs.push(name, value);
  }
  return MultiDict.of(pairs);
}

const PLUSES = /\+/g;

function checkField(
  name: string,
  value: string,
  count: number,
  { field, parts }: Pick<Limits, 'field' | 'parts'>,
): void {
  if (count > parts) throw new Abort(413, `The form has more than ${parts} fields.`);
  if (isLonger(name, field)) throw new Abort(413, `The name of a field has more than ${field} bytes.`);
  if (isLonger(value, field)) throw new Abort(413, `The field '${name.slice(0, 100)}' has more than ${field} bytes.`);
}

function indexOrEnd(text: string, mark: string, start: number): number {
  const index = text.indexOf(mark, start);
  return index === -1 ? text.length : index;
}

/** Whether a text has more than so many bytes; to count those is seldom necessary. */
function isLonger(text: string, limit: number): boolean {
  return text.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit);
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Abort(400, `The form has broken percent-encoding: ${JSON.stringify(text.slice(0, 100))}.`);
  }
}

function decodeLeniently(text: string): string {
  if (!text.includes('%')) return text;
  try {
    // Nearly all are good as a whole.
    return decodeURIComponent(text);
  } catch {
    return text.replace(/(?:%[\da-f]{2})+/gi, decodeIfPossible);
  }
}
