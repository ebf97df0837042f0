import type { JsonSchema } from '../input/json-schema.js';
import { alternativesOf } from '../input/schema-alternatives.js';

/** As what the values of a schema are sent: text as a page, and everything else as JSON. */
export function mediaTypesOf(whole: JsonSchema): string[] {
  const types = alternativesOf(whole, whole)
    .flatMap(valuesOf)
    .map((one) => (isTextAlone(one) ? 'text/html' : 'application/json'));
  return types.length === 0 ? ['application/json'] : [...new Set(types)];
}

function valuesOf(schema: JsonSchema): JsonSchema[] {
  return 'enum' in schema ? (schema['enum'] as unknown[]).map((value) => ({ const: value })) : [schema];
}

function isTextAlone(schema: JsonSchema): boolean {
  if ('const' in schema) return typeof schema['const'] === 'string';
  // A Date becomes JSON; what is only written like one has a pattern.
  return schema['type'] === 'string' && (schema['format'] !== 'date-time' || 'pattern' in schema);
}

/** What is in a body of some media type. Of bytes, OpenAPI 3.1 says nothing: they are no text, and JSON Schema does not know them. */
export function schemaOfType(type: string): JsonSchema {
  return type.toLowerCase().startsWith('text/') ? { type: 'string' } : {};
}

/** Whether a text is a media type, or a range of them, as a document may have it: `image/*`. */
export function isMediaType(text: unknown): text is string {
  return typeof text === 'string' && MEDIA_TYPE.test(text);
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/(?:[\w!#$&^.+-]+|\*)\s*(?:;.*)?$|^\*\/\*$/;

export function isJsonType(type: string): boolean {
  return /[/+]json$/.test(withoutParameters(type));
}

/** `text/csv` of `text/CSV; charset=utf-8`. */
export function withoutParameters(type: string): string {
  return type.split(';', 1)[0]!.trim().toLowerCase();
}

/** Whether a media type is another one, or lies in a range of them. */
export function isWithin(type: string, range: string): boolean {
  const [one, other] = [withoutParameters(type), withoutParameters(range)];
  return one === other || other === '*/*' || (other.endsWith('/*') && one.startsWith(other.slice(0, -1)));
}
