import { isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';

import { parseCookie } from 'cookie';
import type Negotiator from 'negotiator';

import { MultiDict } from '../forms/multi-dict.js';
import { decodeIfPossible } from '../plain/decode.js';

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
  const isPlain = !NEEDS_CARE.test(header);
  const pairs: string[] = [];
  for (const pair of header.split(';')) {
    // One by one: of all at once parseCookie() makes an object, which has each name once, and numbers first.
    const cookie = isPlain ? parseCookie(pair) : parseCookie(asUtf8(pair), CAREFULLY);
    for (const name in cookie) pairs.push(name, cookie[name]!);
  }
  return MultiDict.of(pairs);
}

/**
 * Node reads the bytes of a header as latin1, and browsers send what a script has set, `document.cookie = 'a=ü'`, as UTF-8. What is
 * no UTF-8 stays as it is, and the header of a test, which may have any character.
 */
function asUtf8(cookie: string): string {
  const bytes = Buffer.from(cookie, 'latin1');
  return isUtf8(bytes) && bytes.toString('latin1') === cookie ? bytes.toString('utf8') : cookie;
}

/** Quotes, and what is not ASCII. */
const NEEDS_CARE = /["\u0080-\uffff]/;

const CAREFULLY = { decode: (value: string): string => decodeIfPossible(withoutQuotes(value)) };

/** A cookie's value may have quotes around it (RFC 6265, section 4.1.1), which do not belong to it. */
function withoutQuotes(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  const inner = value.slice(1, -1);
  return inner.includes('\\') ? unescaped(inner) : inner;
}

/** Within quotes Python's http.cookies and Werkzeug write `\"`, `\\`, and bytes of UTF-8 in octal: `\073` for a semicolon. */
function unescaped(text: string): string {
  const bytes = Buffer.from(text).toString('latin1');
  const plain = bytes.replace(/\\([0-3][0-7]{2}|[^])/g, (_, one: string) =>
    one.length === 1 ? one : String.fromCharCode(parseInt(one, 8)),
  );
  return Buffer.from(plain, 'latin1').toString();
}

/** A content type without its parameters, in lower case. */
export function mimetypeIn(type = ''): string {
  const end = type.indexOf(';');
  return (end === -1 ? type : type.slice(0, end)).trim().toLowerCase();
}

/** The content type of some that an `Accept` header prefers; undefined when it takes none of them. */
export function preferredOf<Type extends string>(types: Type[], accept: string | undefined): Type | undefined {
  // As much as browsers send, and more: all of it is weighed against each type.
  return negotiatorOf({ accept: accept?.slice(0, 1000) }).mediaTypes(types)[0] as Type | undefined;
}

/**
 * The language of some that an `Accept-Language` header prefers; undefined when it takes none of them. `en-GB` takes `en-US`
 * where there is no other English that the header names.
 */
export function preferredLanguageOf<Language extends string>(
  languages: Language[],
  header: string | undefined,
): Language | undefined {
  const tags = languages.map(tagOf);
  const [best] = negotiatorOfLanguages(header && widened(cut(header), tags)).languages(tags);
  return best === undefined ? undefined : languages[tags.indexOf(best)];
}

/** The languages that an `Accept-Language` header names, the best first. */
export function languagesIn(header: string): string[] {
  return negotiatorOfLanguages(cut(header)).languages();
}

/**
 * The header with what its languages come to when their ends are taken off, as RFC 4647 has it (section 3.4): `zh-Hant-TW` to
 * `zh-Hant`, and to `zh` where no language of the app is a Chinese that the header names. What it names itself stays as it is.
 */
function widened(header: string, tags: readonly string[]): string {
  const taken = languagesIn(header).filter((tag) => tag !== '*');
  if (!taken.some((tag) => tag.includes('-'))) return header;
  const served = new Set(
    negotiatorOfLanguages(taken.join())
      .languages([...tags])
      .map(primaryOf),
  );
  const entries = header.split(',').map((entry) => entry.trim().split(/\s*(?=;)/));
  const named = new Set(entries.map(([tag]) => tag!.toLowerCase()));
  const wider = entries
    .filter(([tag]) => taken.includes(tag!))
    .flatMap(([tag, ...rest]) => shortened(tag!).map((shorter) => [shorter, ...rest]))
    .filter(([tag]) => !named.has(tag!.toLowerCase()) && (tag!.includes('-') || !served.has(tag!.toLowerCase())));
  return [...entries, ...wider].map((entry) => entry.join('')).join();
}

/** A language has at most a script, a country and a variant: a client may send thousands of parts. */
function shortened(tag: string): string[] {
  const parts = tag.split('-');
  return [1, 2, 3].filter((length) => length < parts.length).map((length) => parts.slice(0, length).join('-'));
}

function primaryOf(tag: string): string {
  return tag.split('-', 1)[0]!.toLowerCase();
}

/** POSIX writes `pt_BR`. */
function tagOf(language: string): string {
  return language.replaceAll('_', '-');
}

/** As much as browsers send, and more. */
function cut(header: string): string {
  return tagOf(header.slice(0, 1000));
}

function negotiatorOfLanguages(header: string | undefined): Negotiator {
  return negotiatorOf({ 'accept-language': header });
}

function negotiatorOf(headers: Record<string, string | undefined>): Negotiator {
  loaded ??= loadNegotiator();
  return new loaded({ headers } as never);
}

/** Loaded for the first header that needs it. */
let loaded: typeof Negotiator | undefined;

/** `bundle.mjs` writes a `require()` here, which bundlers follow. */
function loadNegotiator(): typeof Negotiator {
  return createRequire(import.meta.url)('negotiator') as typeof Negotiator;
}
