import { watchfulReplacer } from '../response/inside-data.js';
import { mayBeLost } from '../response/lossy.js';
import { choose, type Writer } from './json-choices.js';
import type { JsonSchema } from './json-schema.js';
import {
  fits,
  isInteger,
  isNothing,
  isObject,
  literalWriter,
  plain,
  tagsOf,
  toRegExp,
  typeOf,
  wantedBy,
} from './json-values.js';
import { alternativesOf, CONDITIONS, isNever, itemsOf, otherFieldsOf, type Condition } from './schema-alternatives.js';
import type { Trail } from './trail.js';

/** Makes the writers of a schema and of all schemas in it. */
export class JsonWriters {
  /** By the text of the schema: the same one may be there in several objects. */
  readonly #made = new Map<string, Writer>();

  /** @param isWatched whether what JSON would lose is looked for where the schema takes anything */
  constructor(
    readonly root: JsonSchema,
    readonly trail: Trail,
    private readonly isWatched: boolean,
  ) {}

  /** The writer of a schema in this one; the same for the same, as schemas may go round in a circle. */
  of(schema: unknown): Writer {
    const key = JSON.stringify(schema);
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    // Asked for again while it is made, by a schema that refers to itself.
    this.#made.set(key, (value) => writer(value));
    const writer = this.#make(schema);
    this.#made.set(key, writer);
    return writer;
  }

  #make(schema: unknown): Writer {
    const alternatives = alternativesOf(schema, this.root);
    if (alternatives.length === 1) return this.#one(alternatives[0]!);
    const some = alternatives.filter(({ type }) => type !== 'null');
    if (some.length === 1 && alternatives.length === 2) return nullable(this.#one(some[0]!));
    return choose(
      alternatives.map((alternative) => ({
        fits: fits(alternative, this.root),
        isOfType: fits(alternative, this.root, false),
        wanted: wantedBy(alternative),
        tags: tagsOf(alternative),
        write: this.#one(alternative),
      })),
      this.trail,
    );
  }

  #one(schema: JsonSchema): Writer {
    if (isNever(schema)) return (value) => this.trail.misfit(value, 'nothing');
    if (CONDITIONS in schema) return conditionalWriter(schema, this);
    const wanted = wantedBy(schema);
    if ('const' in schema || 'enum' in schema) {
      const literal = literalWriter('const' in schema ? [schema['const']] : (schema['enum'] as unknown[]));
      return (value) => literal(value) ?? this.trail.misfit(value, wanted);
    }
    switch (typeOf(schema)) {
      case 'object':
        return objectWriter(schema, this);
      case 'array':
        return listWriter(schema, this);
      case 'string':
        return (value) => (typeof value === 'string' ? quote(value) : this.trail.misfit(value, wanted));
      case 'number':
        return (value) => (Number.isFinite(value) ? String(value) : this.trail.misfit(value, wanted));
      case 'integer':
        return (value) => (isInteger(value) ? String(value) : this.trail.misfit(value, wanted));
      case 'boolean':
        return (value) => (typeof value === 'boolean' ? String(value) : this.trail.misfit(value, wanted));
      case 'null':
        return (value) => (value === null ? 'null' : this.trail.misfit(value, wanted));
      default:
        return this.isWatched
          ? (value) => anything(value, watched(this.trail))
          : (value) => unlessLost(value, this.trail);
    }
  }
}

function nullable(write: Writer): Writer {
  return (value) => (value === null ? 'null' : write(value));
}

function anything(value: unknown, replacer?: ReturnType<typeof watched>): string | undefined {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value, replacer);
}

/** In production what JSON would lose is looked for without its place first. */
function unlessLost(value: unknown, trail: Trail): string | undefined {
  const text = anything(value);
  return mayBeLost(value, text) ? anything(value, watched(trail)) : text;
}

function watched(trail: Trail): ReturnType<typeof watchfulReplacer> {
  return watchfulReplacer(trail.place);
}

/** Of what depends on the value, only what is said of this one. */
function conditionalWriter({ [CONDITIONS]: conditions, ...schema }: JsonSchema, writers: JsonWriters): Writer {
  const parts = (conditions as Condition[]).map(
    ([test, met, unmet]) => [fits(test, writers.root), met, unmet] as const,
  );
  const made = new Map<string, Writer>();
  return (value) => {
    const said = parts.map(([isMet]) => isMet(value));
    const key = said.join();
    let write = made.get(key);
    if (write === undefined) {
      write = writers.of({ allOf: [schema, ...parts.map(([, met, unmet], index) => (said[index] ? met : unmet))] });
      made.set(key, write);
    }
    return write(value);
  };
}

/** As JSON.stringify() would, which takes longer for what it need not change. */
function quote(text: string): string {
  return text.length > LONG || NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

const LONG = 500;

/** Quotes, backslashes, control characters, and halves of a character that is two. */
// eslint-disable-next-line no-control-regex -- those are meant
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

function objectWriter(schema: JsonSchema, writers: JsonWriters): Writer {
  const { trail } = writers;
  const fields = fieldsOf(schema, writers);
  const others = othersWriter(schema, new Set(fields.map(({ name }) => name)), writers);
  return (value) => {
    // Of an error, only what is named is meant to be sent.
    if (!isObject(value) || (others !== undefined && value instanceof Error)) return trail.misfit(value, 'an object');
    let text = '{';
    for (const { name, label, isRequired, write } of fields) {
      const member = plain(value[name], name);
      if (isNothing(member)) {
        if (isRequired) trail.missing(name);
        continue;
      }
      trail.enter(name);
      const written = write(member);
      trail.leave();
      if (written !== undefined) text += text.length === 1 ? label + written : `,${label}${written}`;
    }
    if (others !== undefined) text += others(value, text.length === 1);
    return text + '}';
  };
}

interface Field {
  name: string;
  /** How its text begins: `"id":`. */
  label: string;
  isRequired: boolean;
  write: Writer;
}

function fieldsOf(schema: JsonSchema, writers: JsonWriters): Field[] {
  const properties = (schema['properties'] ?? {}) as Record<string, unknown>;
  const required = (schema['required'] ?? []) as string[];
  // A record of certain keys names them nowhere else.
  const names = new Set([...Object.keys(properties), ...required]);
  const patterns = patternsOf(schema);
  return [...names].map((name) => {
    const said = patterns.filter(([pattern]) => pattern.test(name)).map(([, one]) => one);
    if (Object.hasOwn(properties, name)) said.unshift(properties[name]);
    return {
      name,
      label: `${JSON.stringify(name)}:`,
      isRequired: required.includes(name),
      write: writers.of(allOf(said.length === 0 ? [otherFieldsOf(schema) ?? true] : said)),
    };
  });
}

function patternsOf({ patternProperties = {} }: JsonSchema): [RegExp, unknown][] {
  return Object.entries(patternProperties as object).map(([pattern, one]) => [toRegExp(pattern), one]);
}

function allOf(schemas: readonly unknown[]): unknown {
  return schemas.length === 1 ? schemas[0] : { allOf: schemas };
}

/** Writes the fields that a schema describes without their names; undefined when there are none. */
function othersWriter(
  schema: JsonSchema,
  named: ReadonlySet<string>,
  writers: JsonWriters,
): ((value: Record<string, unknown>, isFirst: boolean) => string) | undefined {
  const { trail } = writers;
  const patterns = patternsOf(schema).map(([pattern, one]) => ({ pattern, one, write: writers.of(one) }));
  const rest = otherFieldsOf(schema);
  const writeRest = rest === undefined || rest === false ? undefined : writers.of(rest);
  if (patterns.length === 0 && writeRest === undefined) return undefined;
  const isName = fits(schema['propertyNames'] ?? {}, writers.root);
  return (value, isFirst) => {
    let text = '';
    for (const name of Object.keys(value)) {
      if (named.has(name)) continue;
      const said = patterns.filter(({ pattern }) => pattern.test(name));
      const write = said.length > 1 ? writers.of(allOf(said.map(({ one }) => one))) : (said[0]?.write ?? writeRest);
      const member = write === undefined || !isName(name) ? undefined : plain(value[name], name);
      if (isNothing(member)) continue;
      trail.enter(name);
      const written = write!(member);
      trail.leave();
      if (written !== undefined) text += `${isFirst && text === '' ? '' : ','}${quote(name)}:${written}`;
    }
    return text;
  };
}

function listWriter(schema: JsonSchema, writers: JsonWriters): Writer {
  const { trail } = writers;
  const { first: named, rest: others } = itemsOf(schema);
  const first = named.map((one) => writers.of(one));
  const shortest = first.length === 0 ? 0 : Number(schema['minItems'] ?? 0);
  // A tuple ends with the items that it names.
  const rest = others ?? first.length === 0;
  const writeRest = rest === false ? undefined : writers.of(rest);
  return (value) => {
    if (!Array.isArray(value)) return trail.misfit(value, 'a list');
    for (let index = value.length; index < shortest; index++) trail.missing(String(index));
    const length = writeRest === undefined ? Math.min(value.length, first.length) : value.length;
    let text = '[';
    for (let index = 0; index < length; index++) {
      trail.enter(index);
      const item = plain(value[index], String(index));
      // One that may be missing is; those after it keep their places.
      const isLeftOut = item === undefined && index >= shortest && index < first.length;
      const written = isLeftOut ? undefined : (first[index] ?? writeRest!)(item);
      trail.leave();
      text += index === 0 ? (written ?? 'null') : `,${written ?? 'null'}`;
    }
    return text + ']';
  };
}
