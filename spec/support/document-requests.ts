import fc from 'fast-check';
import type { InjectOptions } from 'fastify';

import { valuesOf, type Schema } from './schema-values.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document is deep
type Document = any;

/** An operation of a document. */
export interface Operation {
  path: string;
  method: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document is deep
  said: any;
}

export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths as Record<string, Schema>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, said]) => ({ path, method, said })),
  );
}

/** Requests to an operation that fit what the document says of it. */
export function validRequests(operation: Operation, document: Document): fc.Arbitrary<InjectOptions> {
  return requests(operation, (schema) => valuesOf(schema, document));
}

/** Requests that fit in part, or not at all. */
export function brokenRequests(operation: Operation, document: Document): fc.Arbitrary<InjectOptions> {
  const some = requests(operation, (schema) => spoiled(valuesOf(schema, document)));
  const spoil = fc.record({ body: fc.option(ODD_BODIES), type: fc.option(ODD_TYPES), accept: ODD_ACCEPTS });
  return fc
    .tuple(some, spoil)
    .map(([request, { body, type, accept }]) => ({
      ...request,
      ...(body !== null && request.method !== 'GET' && { payload: body }),
      headers: {
        ...request.headers,
        ...(type !== null && request.method !== 'GET' && { 'content-type': type }),
        ...(accept !== '' && { accept }),
      },
    }));
}

const ODD_BODIES = fc.constantFrom('', '{', '[]', 'null', '0', '"', '\0', '{"__proto__":{"a":1}}', '[[[[[[', '1e999');
const ODD_TYPES = fc.constantFrom(
  ...['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'],
  ...['application/json; charset=utf-16', 'multipart/form-data', 'x', ''],
);
/** Those that do not prefer HTML: who does gets a page. */
const ODD_ACCEPTS = fc.constantFrom('', '*/*', 'image/png', 'application/*', 'a/b;q=2', ';', 'application/json;q=0');

/** A value, something else in its place, or in the place of something in it. */
function spoiled(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(values, ODD_VALUES, fc.nat(5), fc.nat(20)).map(([value, odd, kind, where]) => {
    if (kind === 0) return odd;
    if (kind > 3 || typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    const names = Object.keys(value);
    const name = names[where % (names.length || 1)] ?? 'other';
    if (kind === 1) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
    return { ...value, [kind === 2 ? name : 'other']: odd };
  });
}

const ODD_VALUES = fc.oneof(
  fc.constantFrom<unknown[]>('', null, -1, 1.5, 2 ** 53, 1e300, true, [], {}, [[]], '\0', 'x'.repeat(300), '__proto__'),
  fc.jsonValue({ maxDepth: 3 }),
);

type Make = (schema: unknown) => fc.Arbitrary<unknown>;

function requests({ path, method, said }: Operation, make: Make): fc.Arbitrary<InjectOptions> {
  const parameters = fc.tuple(...(said.parameters as Schema[]).map((one) => sent(one, make)));
  return fc.tuple(parameters, bodies(said, make)).map(([given, body]) => {
    const of = (place: string): [string, string][] =>
      given
        .filter((one) => one.place === place)
        .flatMap(({ name, values }) => values.map((value): [string, string] => [name, value]));
    const query = new URLSearchParams(of('query')).toString();
    const cookies = of('cookie').map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return {
      method: method.toUpperCase() as 'GET',
      url: filled(path, of('path')) + (query === '' ? '' : `?${query}`),
      headers: {
        ...Object.fromEntries(of('header').map(([name, value]) => [name, value.replace(/[^ -~]/g, '?').trim()])),
        ...(cookies.length > 0 && { cookie: cookies.join('; ') }),
        ...body.headers,
      },
      ...(body.payload !== undefined && { payload: body.payload }),
    };
  });
}

interface Sent {
  name: string;
  place: string;
  values: string[];
}

function sent({ name, in: place, required, schema }: Schema, make: Make): fc.Arbitrary<Sent> {
  const values = make(schema).map((value) => (Array.isArray(value) ? value : [value]).map(textOf));
  const some = required === true ? values : fc.oneof(values, fc.constant<string[]>([]));
  return some.map((all) => ({ name: String(name), place: String(place), values: all }));
}

/** A value as text, where text is all that can be sent. */
function textOf(value: unknown): string {
  // Numbers of paths are written without exponents, and hold no more digits than they keep.
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return String(Math.round((value % 1e6) * 100) / 100);
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Segments of dots alone would lead elsewhere, and empty ones are not there. */
function filled(path: string, variables: readonly [string, string][]): string {
  const value = (name: string): string => variables.find(([one]) => one === name)?.[1] ?? '';
  return path.replace(/\{([^}]+)\}/g, (_all, name: string) =>
    encodeURIComponent(
      value(name)
        .toWellFormed()
        .replace(/^(?:\.{0,2})$/, 'x'),
    ),
  );
}

interface Body {
  headers?: Record<string, string>;
  payload?: string | Buffer;
}

function bodies({ requestBody }: Operation['said'], make: Make): fc.Arbitrary<Body> {
  if (requestBody === undefined) return fc.constant({});
  const content = Object.entries(requestBody.content as Record<string, { schema: unknown }>);
  return fc.oneof(...content.map(([type, { schema }]) => make(schema).map((value) => encoded(type, value))));
}

function encoded(type: string, value: unknown): Body {
  if (type === 'application/json') return { headers: { 'content-type': type }, payload: JSON.stringify(value) };
  const fields = Object.entries(Object(value) as Schema).flatMap(([name, one]) =>
    (Array.isArray(one) ? (one as unknown[]) : [one]).map((item): [string, unknown] => [name, item]),
  );
  if (type !== 'multipart/form-data') {
    const texts = fields.map(([name, item]): [string, string] => [name, textOf(item)]);
    return { headers: { 'content-type': type }, payload: new URLSearchParams(texts).toString() };
  }
  const parts = fields.flatMap(([name, item]) => part(name, item));
  const payload = Buffer.concat([...parts, Buffer.from('--limit--\r\n')]);
  return { headers: { 'content-type': `${type}; boundary=limit` }, payload };
}

function part(name: string, item: unknown): Buffer[] {
  const isFile = item instanceof Uint8Array;
  const plain = encodeURIComponent(name.toWellFormed());
  const head = `--limit\r\ncontent-disposition: form-data; name="${plain}"${isFile ? '; filename="a.bin"' : ''}\r\n\r\n`;
  return [Buffer.from(head), Buffer.from(isFile ? item : textOf(item)), Buffer.from('\r\n')];
}
