import { Abort } from '../response/abort.js';

/** What the header of a form's part says. */
export interface PartHeader {
  name: string;
  /** As the client chose it; undefined for a field. */
  filename: string | undefined;
  /** In lower case, without parameters. */
  mimetype: string;
  encoding: 'utf8' | 'latin1';
}

/** A part that says nothing of its type is text (RFC 7578, section 4.4). */
const DEFAULT_TYPE = 'text/plain';

/** The type of bytes that nobody knows more of: a part of it is a file, even without a name. */
const BYTES = 'application/octet-stream';

/**
 * Reads the header of a form's part (RFC 7578, section 4.2).
 *
 * @param fields the header's fields: names in lower case, values as latin1
 * @throws Abort 400 when it is not clear: a part that was passed over would be lost without a word
 */
export function readPartHeader(fields: Readonly<Record<string, readonly string[]>>): PartHeader {
  const [disposition = '', ...others] = fields['content-disposition'] ?? [];
  const parameters =
    /^form-data *(?:;|$)/i.test(disposition) && others.length === 0 ? parametersOf(disposition) : undefined;
  if (parameters === undefined) throw new Abort(400, 'A part of the form has no Content-Disposition that can be read.');
  const name = nameIn(parameters, 'name');
  if (name === undefined) throw new Abort(400, 'A part of the form has no name.');
  const type = fields['content-type']?.[0] ?? DEFAULT_TYPE;
  const mimetype = copied(type.split(';', 1)[0]!.trim().toLowerCase()) || DEFAULT_TYPE;
  return {
    name,
    filename: nameIn(parameters, 'filename') ?? (mimetype === BYTES ? '' : undefined),
    mimetype,
    encoding: /; ?charset="?(?:iso-8859-1|us-ascii)\b/i.test(type) ? 'latin1' : 'utf8',
  };
}

/** Bytes. The boundary has at most 70 characters (RFC 2046, section 5.1.1); some clients take more, and the parser takes 252. */
const LONGEST_BOUNDARY = 200;

/**
 * The boundary of a form's parts.
 *
 * @throws Abort 400 when the Content-Type has none, or cannot be read
 */
export function boundaryIn(contentType: string): string {
  const parameters = parametersOf(contentType);
  if (parameters === undefined)
    throw badType('cannot be read: one of its parameters comes twice, or needs quotes around its value');
  const boundary = parameters.get('boundary') ?? '';
  if (boundary === '') throw badType('has no boundary');
  if (Buffer.byteLength(boundary) > LONGEST_BOUNDARY)
    throw badType(`has a boundary of more than ${LONGEST_BOUNDARY} bytes`);
  return boundary;
}

function badType(fault: string): Abort {
  return new Abort(400, `The Content-Type of the multipart form ${fault}.`);
}

/** A part of a string keeps the whole of it in memory: here the header, which a client may make long. */
function copied(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** `; name="value"`, or what stands behind a last semicolon: nothing. A quote may end the value although it looks escaped, since browsers do not escape backslashes: the last one that a semicolon or the end follows. */
const PARAMETER = /;[ \t]*(?:([^\s=;"]+)=(?:"((?:\\"|[^"])*)"(?=[ \t]*(?:;|$))|([^\s;"]*)))?[ \t]*/y;

/** The parameters of a header like Content-Type, by name in lower case; undefined when they are malformed, or one comes twice. */
function parametersOf(header: string): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (let at = header.indexOf(';'); at !== -1 && at < header.length; at = PARAMETER.lastIndex) {
    PARAMETER.lastIndex = at;
    const match = PARAMETER.exec(header);
    if (match === null) return undefined;
    const [, name, quoted, token] = match;
    if (name === undefined) continue;
    const key = name.toLowerCase();
    // Two readers of the same form may believe one each.
    if (parameters.has(key)) return undefined;
    parameters.set(key, Buffer.from(quoted?.replace(/\\(["\\])/g, '$1') ?? token!, 'latin1').toString('utf8'));
  }
  return parameters;
}

/** A name in the encoding of the HTML standard, which browsers send; or in that of RFC 5987, which some other clients send instead. */
function nameIn(parameters: ReadonlyMap<string, string>, key: string): string | undefined {
  const plain = parameters.get(key);
  if (plain !== undefined) return plain.replaceAll('%22', '"');
  const extended = parameters.get(`${key}*`);
  if (extended === undefined) return undefined;
  try {
    return decodeURIComponent(/^utf-8'[^']*'(.*)$/is.exec(extended)![1]!);
  } catch {
    throw new Abort(400, `A part of the form has a ${key}* that is not in UTF-8.`);
  }
}
