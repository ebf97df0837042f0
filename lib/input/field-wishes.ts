import {
  jsonSchemaOf,
  listWish,
  propertiesOf,
  resolve,
  type JsonSchema,
  type Property,
  type Wish,
} from './json-schema.js';
import { alternativesOf, otherFieldsOf } from './schema-alternatives.js';
import type { InputKind, SentFields } from './kinds.js';
import { isFields } from './members.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import { emptiableFields } from './text-fields.js';

/** How a schema wants its fields, as far as its library tells: what is sent is text, once or several times. */
export class FieldWishes {
  /** Fields that are an empty list when they are not sent; others may have a default. */
  readonly required: readonly string[];
  /** Fields that are that in some objects of a union, and that the others do not name. */
  readonly requiredInParts: readonly string[];
  readonly #of: ReadonlyMap<string, Wish>;
  /** What fields are that the schema does not name. */
  readonly #rest: Wish;
  /** The fields that the schema names. */
  readonly #names: readonly string[];
  /** Whether its library tells JSON Schema of them. */
  readonly #isTold: boolean;
  /** Every request has headers and cookies that a strict schema does not name. */
  readonly #isNamedAlone: boolean;
  /** A header's name as the schema writes it, by its lower case; undefined for what is not a header. */
  readonly #spelling: ReadonlyMap<string, string> | undefined;

  /** Fields that are not there when nothing was typed into them. */
  readonly #emptiable: ReadonlySet<string>;
  #madeLists: readonly string[] | undefined;

  constructor(
    private readonly kind: InputKind,
    private readonly schema: StandardSchema,
  ) {
    const whole = jsonSchemaOf(schema, 'input') ?? {};
    const properties = propertiesOf(whole).map((property) => ({ ...property, wish: listWish(property.schema, whole) }));
    const others = resolve(whole, whole)['additionalProperties'] ?? (properties.length > 0 ? true : undefined);
    this.required = properties.filter(({ wish, isRequired }) => wish === 'list' && isRequired).map(({ name }) => name);
    this.#isTold = properties.length > 0;
    this.requiredInParts = listsOfParts(properties, whole);
    const valibot = properties.length > 0 ? [] : objectsOfValibot(schema);
    // A header is one text; what else is sent twice, valibot alone can tell.
    const own = kind === 'header' ? valibot.flatMap(textsOf) : [];
    const either = valibot.flatMap(eithersOf);
    this.#of = new Map<string, Wish>([
      ...own.map((name) => [name, 'single'] as const),
      ...either.map((name) => [name, 'either'] as const),
      ...properties.map(wishOf),
    ]);
    this.#names =
      properties.length > 0
        ? properties.map(({ name }) => name)
        : [...new Set(valibot.flatMap(({ entries }) => Object.keys(entries)))];
    this.#rest = typeof others === 'boolean' ? 'single' : listWish(others, whole);
    this.#isNamedAlone = (kind === 'header' || kind === 'cookie') && (isStrict(whole) || areStrict(valibot));
    this.#emptiable = emptiableFields(schema);
    this.#spelling = kind === 'header' ? new Map(this.#names.map((name) => [name.toLowerCase(), name])) : undefined;
  }

  /** What the schema wants a field to be. */
  of(name: string): Wish {
    return this.#of.get(name) ?? this.#rest;
  }

  /**
   * Whether a field that was not sent may be an empty list. Where one value will do as well, or anything, that is no empty
   * list, and the field is missing.
   */
  mayBeEmpty(name: string): boolean {
    const wish = this.of(name);
    const mayBe = wish === 'list' || (wish === 'unknown' && (!this.#isTold || this.#becomeLists.includes(name)));
    return mayBe && !this.required.includes(name);
  }

  /** The fields that the schema makes lists of, whatever they are sent as: by `z.preprocess()`, for instance. */
  get #becomeLists(): readonly string[] {
    const whole = jsonSchemaOf(this.schema, 'output') ?? {};
    return (this.#madeLists ??= propertiesOf(whole)
      .filter((property) => listWish(property.schema, whole) === 'list')
      .map(({ name }) => name));
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
    if (this.#isNamedAlone && !this.#names.includes(name)) return;
    if (value === '' && this.#emptiable.has(name)) return;
    const before = object[name];
    const wish = this.of(name);
    if (before === undefined) object[name] = wish === 'list' || lists.has(name) ? this.#items(value) : value;
    else if (Array.isArray(before)) before.push(...this.#items(value));
    // The first is that of the longest path (RFC 6265, section 5.4); a visitor could not mend what his browser sends.
    else if (this.kind === 'cookie') return;
    // A header sent twice is one with a comma (RFC 9110, section 5.3).
    else
      object[name] =
        this.kind === 'header' && wish === 'single'
          ? `${before as string}, ${value as string}`
          : [...this.#items(before), ...this.#items(value)];
  }

  /** What is sent as items of a list: a proxy may put several headers of one name into one, with commas (RFC 9110, section 5.3). */
  #items(value: unknown): unknown[] {
    if (this.kind !== 'header') return [value];
    return ((value as string).match(HEADER_ITEMS) ?? []).map((item) => item.trim()).filter((item) => item !== '');
  }
}

/** Between quotes, a comma is one of the text (RFC 9110, section 5.6.4). */
const HEADER_ITEMS = /(?:"(?:[^"\\]|\\.)*"?|[^,"])+/g;

type WishedProperty = Property & { wish: Wish };

function listsOfParts(properties: readonly WishedProperty[], whole: JsonSchema): string[] {
  const lists = properties.filter(({ wish, isRequired }) => wish === 'list' && !isRequired).map(({ name }) => name);
  const parts = lists.length === 0 ? [] : alternativesOf(whole, whole);
  return lists.filter((list) =>
    parts.every(
      ({ properties: fields, required = [] }) =>
        !Object.hasOwn((fields ?? {}) as object, list) || (required as string[]).includes(list),
    ),
  );
}

function wishOf({ name, wish }: { name: string; wish: Wish }): [string, Wish] {
  return [name, wish];
}

/** Whether an alternative takes no fields but its own, and none takes any: what only leaves others out misses nothing. */
function isStrict(whole: JsonSchema): boolean {
  const others = alternativesOf(whole, whole)
    .filter(({ type }) => type === 'object' || type === undefined)
    .map(otherFieldsOf);
  return others.includes(false) && others.every((one) => one === false || one === undefined);
}

interface ValibotSchema {
  type?: unknown;
  entries?: unknown;
  /** Of a union. */
  options?: unknown;
  /** Of what may be left out. */
  wrapped?: unknown;
}

interface ValibotObject {
  type: unknown;
  entries: object;
}

/** Of its own, valibot tells no JSON Schema, and only what objects and unions are made of. */
function objectsOfValibot(schema: StandardSchema): ValibotObject[] {
  return schema['~standard'].vendor === 'valibot' ? objectsIn(schema as ValibotSchema) : [];
}

function objectsIn({ type, entries, options }: ValibotSchema): ValibotObject[] {
  if (isFields(entries)) return [{ type, entries }];
  return Array.isArray(options) ? options.flatMap((one) => objectsIn(Object(one) as ValibotSchema)) : [];
}

function areStrict(objects: readonly ValibotObject[]): boolean {
  const types = objects.map(({ type }) => type);
  return types.includes('strict_object') && types.every((type) => type === 'strict_object' || type === 'object');
}

function textsOf({ entries }: ValibotObject): string[] {
  return Object.entries(entries).flatMap(([name, entry]) => (isText(entry as ValibotSchema) ? [name] : []));
}

function isText({ type, wrapped }: ValibotSchema): boolean {
  return wrapped === undefined ? type === 'string' : isText(wrapped as ValibotSchema);
}

/** Fields that are a union of texts and lists. */
function eithersOf({ entries }: ValibotObject): string[] {
  return Object.entries(entries).flatMap(([name, entry]) => {
    const { type, options } = entry as ValibotSchema;
    const types = type === 'union' && Array.isArray(options) ? (options as ValibotSchema[]).map((one) => one.type) : [];
    return types.includes('string') && types.includes('array') ? [name] : [];
  });
}

const NONE: ReadonlySet<string> = new Set();
