import type { FastifyReply } from 'fastify';

import { typeOf } from '../plain/shown.js';
import { explainKeys } from '../plain/strangers.js';
import { isToken, TOKEN_CHARACTERS } from '../plain/token.js';

/**
 * The headers of a response. Names are case-insensitive; a name may have several values (`Set-Cookie`, `Link`).
 *
 * @throws TypeError when a name is not a token or a value has a control character (RFC 9110, section 5.5): a line break
 * would let a client write headers of its own
 */
export class ResponseHeaders implements Iterable<[string, string]> {
  /** A list is never changed: others may have it as well. */
  readonly #values = new Map<string, readonly string[]>();

  constructor(headers?: HeadersInput) {
    if (headers === undefined) return;
    if (headers instanceof ResponseHeaders) this.replace(headers);
    else for (const [name, value] of pairsOf(headers)) this.append(name, value);
  }

  /** The first value, or undefined. */
  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.[0];
  }

  /** All values of a name, in the order in which they were added. */
  getAll(name: string): string[] {
    return [...(this.#values.get(name.toLowerCase()) ?? [])];
  }

  /** Whether there is a value of the name. */
  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /** Replaces all values of a name. */
  set(name: string, value: string | number): this {
    this.#values.set(checkedName(name), [checkedValue(name, value)]);
    return this;
  }

  /** Adds a value beside those that are there. */
  append(name: string, value: string | number): this {
    const key = checkedName(name);
    const text = checkedValue(name, value);
    this.#values.set(key, [...(this.#values.get(key) ?? []), text]);
    return this;
  }

  /** Removes all values of a name; false when there was none. */
  delete(name: string): boolean {
    return this.#values.delete(name.toLowerCase());
  }

  /** Takes over the headers of others, in place of those of the same name. @internal */
  replace(others: ResponseHeaders): void {
    others.#values.forEach((values, name) => this.#values.set(name, values));
  }

  /** Takes over the headers of others whose name is not there. @internal */
  complete(others: ResponseHeaders): void {
    others.#values.forEach((values, name) => {
      if (!this.#values.has(name)) this.#values.set(name, values);
    });
  }

  /**
   * Sets them on Fastify's reply.
   *
   * @returns what they have taken the place of: headers that plugins had put there
   * @internal
   */
  writeTo(reply: FastifyReply): Map<string, HeaderOfReply> | undefined {
    let replaced: Map<string, HeaderOfReply> | undefined;
    this.#values.forEach((values, name) => {
      if (reply.hasHeader(name)) (replaced ??= new Map()).set(name, reply.getHeader(name));
      // Whoever finds a list on the reply may add to it.
      reply.header(name, values.length === 1 ? values[0] : [...values]);
    });
    return replaced;
  }

  /** Every pair of a lower-case name and a value. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const [name, values] of this.#values) {
      for (const value of values) yield [name, value];
    }
  }
}

explainKeys(
  ResponseHeaders,
  (name) => `The header '${name}' is not a member. Write headers.get('${name}').`,
  (name) => `headers['${name}'] = ... would not be sent. Write headers.set('${name}', value).`,
);

/** A header as a reply has it. */
type HeaderOfReply = ReturnType<FastifyReply['getHeader']>;

/** Headers as an object, in which a list of values repeats the header, or as pairs (the web's `Headers` are pairs). */
export type HeadersInput =
  Iterable<readonly [string, string | number]> | Record<string, string | number | readonly string[]>;

function pairsOf(headers: HeadersInput): Iterable<readonly [string, string | number]> {
  if (typeof headers !== 'object' || headers === null) {
    throw new TypeError(
      `Headers are an object, { 'Cache-Control': 'no-store' }, not ${headers === null ? 'null' : `a ${typeof headers}`}.`,
    );
  }
  if (Symbol.iterator in headers) return headers as Iterable<readonly [string, string | number]>;
  return Object.entries(headers).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one: string) => [name, one] as const)
      : [[name, value as string | number] as const],
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
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new TypeError(`The header '${name}' must be text, not ${typeOf(value)}.`);
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
