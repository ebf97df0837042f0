import { jsonSchemaOf, listWish, propertiesOf, resolve, type Wish } from './json-schema.js';
import type { InputKind, SentFields } from './kinds.js';
import { isFields } from './members.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/** How a schema wants its fields, as far as its library tells: what is sent is text, once or several times. */
export class FieldWishes {
  /** Fields that are an empty list when they are not sent; others may have a default. */
  readonly required: readonly string[];
  readonly #of: ReadonlyMap<string, Wish>;
  /** What fields are that the schema does not name. */
  readonly #rest: Wish;
  /** The fields that the schema names. */
  readonly #names: readonly string[];
  /** Every request has headers and cookies that a strict schema does not name. */
  readonly #isNamedAlone: boolean;
  /** A header's name as the schema writes it, by its lower case; undefined for what is not a header. */
  readonly #spelling: ReadonlyMap<string, string> | undefined;

  constructor(
    private readonly kind: InputKind,
    schema: StandardSchema,
  ) {
    const whole = jsonSchemaOf(schema, 'input') ?? {};
    const properties = propertiesOf(whole).map((property) => ({ ...property, wish: listWish(property.schema, whole) }));
    const others = resolve(whole, whole)['additionalProperties'] ?? (properties.length > 0 ? true : undefined);
    this.required = properties.filter(({ wish, isRequired }) => wish === 'list' && isRequired).map(({ name }) => name);
    this.#of = new Map(properties.map(({ name, wish }) => [name, wish]));
    this.#names = properties.length > 0 ? properties.map(({ name }) => name) : namesOfValibot(schema);
    this.#rest = typeof others === 'boolean' ? 'single' : listWish(others, whole);
    this.#isNamedAlone = others === false && (kind === 'header' || kind === 'cookie');
    this.#spelling = kind === 'header' ? new Map(properties.map(({ name }) => [name.toLowerCase(), name])) : undefined;
  }

  /** What the schema wants a field to be. */
  of(name: string): Wish {
    return this.#of.get(name) ?? this.#rest;
  }

  /** @param lists fields to be lists, beside those known to be */
  toObject(fields: SentFields, lists: ReadonlySet<string> = NONE): Record<string, unknown> {
    // Without a prototype, `__proto__` is a key like any other.
    const object = Object.create(null) as Record<string, unknown>;
    for (const name of this.required) object[name] = [];
    for (const name of lists) object[name] = [];
    fields.eachPair((sent, value) => this.#put(object, this.#spelling?.get(sent) ?? sent, value, lists));
    return object;
  }

  /** Those of some values that the schema names; all of them when it names none: it may take any, or its library does not tell. */
  named(values: Record<string, unknown>): Record<string, unknown> {
    if (this.#names.length === 0) return values;
    const named = Object.create(null) as Record<string, unknown>;
    for (const name of this.#names) if (Object.hasOwn(values, name)) named[name] = values[name];
    return named;
  }

  #put(object: Record<string, unknown>, name: string, value: unknown, lists: ReadonlySet<string>): void {
    if (this.#isNamedAlone && !this.#of.has(name)) return;
    const before = object[name];
    const wish = this.of(name);
    if (before === undefined) object[name] = wish === 'list' || lists.has(name) ? [value] : value;
    else if (Array.isArray(before)) before.push(value);
    // The first is that of the longest path (RFC 6265, section 5.4); a visitor could not mend what his browser sends.
    else if (this.kind === 'cookie') return;
    // A header sent twice is one with a comma (RFC 9110, section 5.3).
    else
      object[name] =
        this.kind === 'header' && wish === 'single' ? `${before as string}, ${value as string}` : [before, value];
  }
}

/** Of its own, valibot tells no JSON Schema, and only what an object is made of. */
function namesOfValibot(schema: StandardSchema): string[] {
  const { entries } = schema as { entries?: unknown };
  return schema['~standard'].vendor === 'valibot' && isFields(entries) ? Object.keys(entries) : [];
}

const NONE: ReadonlySet<string> = new Set();
