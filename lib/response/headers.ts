import type { FastifyReply } from 'fastify';

import { fieldsOfPairs, showAs, typeOf } from '../plain/shown.js';
import { explainKeys } from '../plain/strangers.js';
import { isToken, TOKEN_CHARACTERS } from '../plain/token.js';
import type { Head } from './head.js';

/**
 * The headers of a response. Names are case-insensitive; a name may have several values (`Set-Cookie`, `Link`).
 *
 * @throws TypeError when a name is not a token or a value has a control character (RFC 9110, section 5.5): a line break
 * would let a client write headers of its own
 */
export class ResponseHeaders implements Iterable<[string, string]> {
  /** A list, since there are few, and it is copied with each response. */
  readonly #fields: Field[];

  constructor(headers?: HeadersInput) {
    this.#fields = headers instanceof ResponseHeaders ? headers.#fields.slice() : [];
    if (headers !== undefined && !(headers instanceof ResponseHeaders)) this.#appendAll(headers);
  }

  /** The first value, or undefined. */
  get(name: string): string | undefined {
    return this.#find(name.toLowerCase())?.values[0];
  }

  /** All values of a name, in the order in which they were added. */
  getAll(name: string): string[] {
    return [...(this.#find(name.toLowerCase())?.values ?? [])];
  }

  /** Whether there is a value of the name. */
  has(name: string): boolean {
    return this.#find(name.toLowerCase()) !== undefined;
  }

  /** Replaces all values of a name. */
  set(name: string, value: string | number): this {
    const key = checkedName(name);
    const text = checkedValue(name, value);
    if (!NODES_OWN.has(key)) this.#put({ name: key, values: [text] });
    return this;
  }

  /** Adds a value beside those that are there. */
  append(name: string, value: string | number): this {
    const key = checkedName(name);
    const text = checkedValue(name, value);
    if (NODES_OWN.has(key)) return this;
    const others = this.#find(key);
    if (others === undefined) this.#fields.push({ name: key, values: [text] });
    else this.#put({ name: key, values: [...others.values, text] });
    return this;
  }

  /** Removes all values of a name; false when there was none. */
  delete(name: string): boolean {
    const place = this.#placeOf(name.toLowerCase());
    if (place === -1) return false;
    this.#fields.splice(place, 1);
    return true;
  }

  /** The same as `set()` for a name in lower case and a value that are known to be good. @internal */
  put(name: string, value: string): void {
    this.#put({ name, values: [value] });
  }

  /** Puts what nobody has asked for: it may change with what else is sent. @internal */
  putDefault(name: string, value: string): void {
    this.#put({ name, values: [value], isDefault: true });
  }

  /** The value of a name in lower case, if it is still what Phial has put there. @internal */
  getDefault(name: string): string | undefined {
    const field = this.#find(name);
    return field?.isDefault === true ? field.values[0] : undefined;
  }

  /** Takes over the headers of others, in place of those of the same name. @internal */
  replace(others: ResponseHeaders): void {
    const fields = others.#fields;
    for (let place = 0; place < fields.length; place++) this.#put(fields[place]!);
  }

  /** Takes over the headers of others whose name is not there. @internal */
  complete(others: ResponseHeaders): void {
    const fields = others.#fields;
    for (let place = 0; place < fields.length; place++)
      if (this.#find(fields[place]!.name) === undefined) this.#fields.push(fields[place]!);
  }

  /**
   * Sets them on Fastify's reply.
   *
   * @returns what they have taken the place of: headers that plugins had put there
   * @internal
   */
  writeTo(reply: FastifyReply): Map<string, HeaderOfReply> | undefined {
    let replaced: Map<string, HeaderOfReply> | undefined;
    // By number: to go through a list otherwise makes an iterator, and what that gives.
    for (let place = 0; place < this.#fields.length; place++) {
      const { name, values } = this.#fields[place]!;
      if (reply.hasHeader(name)) (replaced ??= new Map()).set(name, reply.getHeader(name));
      // A copy: hooks of plugins may add to the list on the reply.
      reply.header(name, values.length === 1 ? values[0] : [...values]);
    }
    return replaced;
  }

  /** The same as a list, for Node. @internal */
  toHead(): Head {
    const head: Head = [];
    for (let place = 0; place < this.#fields.length; place++) {
      const { name, values } = this.#fields[place]!;
      head.push(name, values.length === 1 ? values[0]! : values);
    }
    return head;
  }

  /** Every pair of a lower-case name and a value. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    // A copy: headers may be deleted in the loop.
    for (const { name, values } of this.#fields.slice()) {
      for (const value of values) yield [name, value];
    }
  }

  #appendAll(headers: HeadersInput): void {
    if (typeof headers !== 'object' || headers === null) throw notHeaders(headers);
    if (Symbol.iterator in headers)
      for (const [name, value] of headers as Iterable<readonly [string, string | number]>) this.append(name, value);
    else for (const name of Object.keys(headers)) this.#appendEach(name, headers[name]!);
  }

  #appendEach(name: string, value: string | number | readonly string[]): void {
    if (Array.isArray(value)) for (const one of value as readonly string[]) this.append(name, one);
    else this.append(name, value as string | number);
  }

  #put(field: Field): void {
    const place = this.#placeOf(field.name);
    if (place === -1) this.#fields.push(field);
    else this.#fields[place] = field;
  }

  #find(name: string): Field | undefined {
    const place = this.#placeOf(name);
    return place === -1 ? undefined : this.#fields[place];
  }

  #placeOf(name: string): number {
    for (let place = 0; place < this.#fields.length; place++) if (this.#fields[place]!.name === name) return place;
    return -1;
  }
}

/**
 * What Node says itself of its connection. They come with the headers of a `fetch()` that are passed on; proxies refuse an
 * answer that says its length as well, and HTTP/2 any that has them.
 */
const NODES_OWN: ReadonlySet<string> = new Set(['keep-alive', 'transfer-encoding']);

/** A name in lower case, and its values. It is never changed: other responses may have it as well. */
interface Field {
  readonly name: string;
  readonly values: readonly string[];
  /** There for a value that Phial has put. */
  readonly isDefault?: true;
}

explainKeys(
  ResponseHeaders,
  (name) => `The header '${name}' is not a member. Write headers.get('${name}').`,
  (name) => `headers['${name}'] = ... would not be sent. Write headers.set('${name}', value).`,
);

showAs(ResponseHeaders, fieldsOfPairs);

/** A header as a reply has it. */
type HeaderOfReply = ReturnType<FastifyReply['getHeader']>;

/** Headers as an object, in which a list of values repeats the header, or as pairs (the web's `Headers` are pairs). */
export type HeadersInput =
  Iterable<readonly [string, string | number]> | Record<string, string | number | readonly string[]>;

function notHeaders(headers: unknown): TypeError {
  return new TypeError(
    `Headers are an object, { 'Cache-Control': 'no-store' }, not ${headers === null ? 'null' : `a ${typeof headers}`}.`,
  );
}

/** Control characters but the tab (RFC 9110, section 5.5), and what is not a byte. */
const ILLEGAL_IN_VALUE = /[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]/;

function checkedName(name: string): string {
  if (!isToken(name))
    throw new TypeError(`${JSON.stringify(name)} is no header name: ${TOKEN_CHARACTERS} are allowed.`);
  return name.toLowerCase();
}

function checkedValue(name: string, value: string | number): string {
  if (typeof value !== 'string' && (typeof value !== 'number' || Number.isNaN(value))) {
    throw new TypeError(`The header '${name}' must be text, not ${typeof value === 'number' ? 'NaN' : typeOf(value)}.`);
  }
  const text = String(value);
  const illegal = ILLEGAL_IN_VALUE.exec(text);
  if (illegal !== null) {
    throw new TypeError(
      `The header '${name}' has an illegal character, ${JSON.stringify(illegal[0])}, at position ${illegal.index}. Encode the value, for instance with encodeURIComponent().`,
    );
  }
  return text;
}

/** A `Vary` header with more fields. @internal */
export function addedTo(vary: string, fields: string): string {
  if (vary === '' && !fields.includes(',')) return fields.trim();
  const list = vary
    .split(',')
    .map((field) => field.trim())
    .filter(Boolean);
  for (const field of fields.split(',').map((one) => one.trim())) {
    if (!list.some((one) => one === '*' || one.toLowerCase() === field.toLowerCase())) list.push(field);
  }
  return list.join(', ');
}
