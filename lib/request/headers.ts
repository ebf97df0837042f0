import { isUtf8 } from 'node:buffer';

import { parseCookie } from 'cookie';
import Negotiator from 'negotiator';

import { MultiDict } from '../forms/multi-dict.js';

/** @param raw names and values by turns, as Node has them */
export function headersIn(raw: readonly string[]): MultiDict {
  return MultiDict.of(asInHttp1(raw), { caseless: true });
}

/**
 * HTTP/2 has its request line among the headers, before the others: `:path` (RFC 9113, section 8.3). And it sends each cookie as a
 * header, to be put together again (section 8.2.3).
 */
function asInHttp1(raw: readonly string[]): readonly string[] {
  if (raw[0]?.startsWith(':') !== true) return raw;
  const pairs: string[] = [];
  let cookies: number | undefined;
  for (let place = 0; place < raw.length; place += 2) {
    const [name, value] = [raw[place]!, raw[place + 1]!];
    if (name.startsWith(':')) continue;
    if (name === 'cookie' && cookies !== undefined) pairs[cookies] += `; ${value}`;
    else {
      if (name === 'cookie') cookies = pairs.length + 1;
      pairs.push(name, value);
    }
  }
  return pairs;
}

export function cookiesIn(header = ''): MultiDict {
  const text = NOT_ASCII.test(header) ? header.split(';').map(asUtf8).join(';') : header;
  // One by one: parseCookie() gives an object, which has each name once, and numbers first.
  const pairs = text.split(';').flatMap((pair) => Object.entries(parseCookie(pair.replace(QUOTED, '=$1'))));
  return new MultiDict(pairs as [string, string][]);
}

/**
 * Node reads the bytes of a header as latin1, and browsers send what a script has set, `document.cookie = 'a=ü'`, as UTF-8. What is
 * no UTF-8 stays as it is, and the header of a test, which may have any character.
 */
function asUtf8(cookie: string): string {
  const bytes = Buffer.from(cookie, 'latin1');
  return isUtf8(bytes) && bytes.toString('latin1') === cookie ? bytes.toString('utf8') : cookie;
}

const NOT_ASCII = /[^\p{ASCII}]/u;

/** A cookie's value may have quotes around it (RFC 6265, section 4.1.1), which do not belong to it. */
const QUOTED = /="([^"]*)"\s*$/;

/** A content type without its parameters, in lower case. */
export function mimetypeIn(type = ''): string {
  const end = type.indexOf(';');
  return (end === -1 ? type : type.slice(0, end)).trim().toLowerCase();
}

/** The content type of some that an `Accept` header prefers; undefined when it takes none of them. */
export function preferredOf<Type extends string>(types: Type[], accept: string | undefined): Type | undefined {
  // As much as browsers send, and more: all of it is weighed against each type.
  return new Negotiator({ headers: { accept: accept?.slice(0, 1000) } } as never).mediaTypes(types)[0] as
    Type | undefined;
}

/** The language of some that an `Accept-Language` header prefers; undefined when it takes none of them. */
export function preferredLanguageOf<Language extends string>(
  languages: Language[],
  header: string | undefined,
): Language | undefined {
  return negotiatorOfLanguages(header).languages(languages)[0] as Language | undefined;
}

/** The languages that an `Accept-Language` header names, the best first. */
export function languagesIn(header: string): string[] {
  return negotiatorOfLanguages(header).languages();
}

function negotiatorOfLanguages(header: string | undefined): Negotiator {
  return new Negotiator({ headers: { 'accept-language': header?.slice(0, 1000) } } as never);
}
