import {
  definitionName,
  definitionsOf,
  jsonSchemaOf,
  propertiesOf,
  resolve,
  type JsonSchema,
  type Property,
} from '../input/json-schema.js';
import type { InputReader } from '../input/input-reader.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import { asForm } from './empty-lists.js';
import { mediaTypesOf } from './media-types.js';
import { PROBLEM, validationProblem } from './problems.js';
import { reference } from './reference.js';

/** A schema as operations speak of it. */
export interface Described {
  reference: JsonSchema;
  /** What the schema itself says that it is. */
  description: string | undefined;
  /** The members of the object that it describes. */
  properties: Property[];
  /** The object of those that have no names of their own; undefined where none is described. */
  others?: JsonSchema | undefined;
  /** As what it is sent: text as a page, and everything else as JSON. */
  mediaTypes: string[];
}

/** What a schema describes: what clients send, in a form or otherwise, or what they get. */
export type Side = 'input' | 'form' | 'output';

export function sideOf({ kind }: InputReader): Side {
  return kind === 'form' ? 'form' : 'input';
}

/** The schemas that operations refer to, each under a name of its own. */
export class Components {
  /** The names of the schemas of errors. */
  readonly problem: string;
  readonly validationProblem: string;
  readonly #schemas = new Map<string, JsonSchema>();
  /** The names of what is there, by what it is. */
  readonly #known = new Map<string, string>();
  /** The names that users gave to schemas: no other schema gets one. */
  readonly #given = new Set<string>();
  /** Those of what clients send, which keep theirs. */
  readonly #sent = new Set<string>();
  readonly #converted = {
    input: new Map<StandardSchema, JsonSchema>(),
    form: new Map<StandardSchema, JsonSchema>(),
    output: new Map<StandardSchema, JsonSchema>(),
  };
  /** The names that the library of the schema to be added makes itself. */
  #machineMade = MADE_BY_OTHERS;
  #side: Side = 'input';

  /** @param taken the names of schemas that the user has written */
  constructor(private readonly taken: readonly string[]) {
    this.problem = this.#freeName('Problem', false);
    this.#schemas.set(this.problem, PROBLEM);
    this.validationProblem = this.#freeName('ValidationProblem', false);
    this.#schemas.set(this.validationProblem, validationProblem(this.problem));
  }

  /** Keeps the names that users gave to a schema and its parts from schemas that have none. */
  reserve(schema: StandardSchema, side: Side): void {
    const whole = this.#read(schema, side);
    const names = [nameOf(resolve(whole, whole)), ...Object.keys(definitionsOf(whole))];
    for (const name of names) if (name !== undefined && !this.#machineMade.test(name)) this.#given.add(plain(name));
  }

  /** @param wanted the name that it gets, if it is free */
  add(wanted: string, schema: StandardSchema, side: Side): Described {
    const whole = this.#read(schema, side);
    const top = resolve(whole, whole);
    const given = nameOf(top) ?? this.#ownName(whole);
    const name = given === undefined ? this.#place(wanted, top, whole) : this.#placeGiven(given, top, whole);
    return {
      reference: reference(name),
      description: typeof top['description'] === 'string' ? top['description'] : undefined,
      mediaTypes: mediaTypesOf(whole),
      properties: propertiesOf(whole).map((property) => ({
        ...property,
        schema: this.#rewrite(property.schema, whole, name) as JsonSchema,
      })),
      others: this.#rewrite(othersIn(top), whole, name) as JsonSchema | undefined,
    };
  }

  /** Those that the rest of a document refers to, and those that they refer to. */
  used(document: object): Record<string, JsonSchema> {
    const used = new Set<string>();
    const visit = (value: unknown): void => {
      for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([\w.-]+)/g)) {
        if (used.has(name!)) continue;
        used.add(name!);
        visit(this.#schemas.get(name!) ?? null);
      }
    };
    visit(document);
    return Object.fromEntries([...this.#schemas].filter(([name]) => used.has(name)));
  }

  #read(schema: StandardSchema, side: Side): JsonSchema {
    this.#machineMade = MACHINE_MADE[schema['~standard'].vendor] ?? MADE_BY_OTHERS;
    this.#side = side;
    const read = this.#converted[side].get(schema);
    if (read !== undefined) return read;
    const { $schema: _dialect, ...own } = jsonSchemaOf(schema, side === 'output' ? 'output' : 'input') ?? {};
    const whole = side === 'form' ? asForm(schema, own) : own;
    this.#converted[side].set(schema, whole);
    return whole;
  }

  /** The name of the definition that a schema is as a whole: zod writes so what has a name. */
  #ownName(whole: JsonSchema): string | undefined {
    const { $ref: target } = whole;
    const name = typeof target === 'string' ? definitionName(target, whole) : undefined;
    return name === undefined || this.#machineMade.test(name) ? undefined : name;
  }

  /** What clients get is what they send where only further fields differ, which are sent in vain, and never got. */
  #placeGiven(given: string, schema: JsonSchema, whole: JsonSchema, root?: string): string {
    const open = `${given} ${reachedFrom(opened(schema), opened(whole))}`;
    if (this.#side !== 'output') {
      this.#sent.add(plain(given));
      const name = this.#place(given, schema, whole, root, true);
      if (!this.#known.has(open)) this.#known.set(open, name);
      return name;
    }
    const known = this.#known.get(open);
    if (known !== undefined) return known;
    const differs = this.#sent.has(plain(given));
    return this.#place(differs ? `${given}Output` : given, opened(schema), opened(whole), root, !differs);
  }

  /** @param whole the schema that it is a part of, with all definitions */
  #place(wanted: string, schema: JsonSchema, whole: JsonSchema, root?: string, isGiven = false): string {
    const key = `${wanted} ${reachedFrom(schema, whole)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.#freeName(wanted, isGiven);
    // First the name, since a schema may refer to itself.
    this.#known.set(key, name);
    this.#schemas.set(name, {});
    const { $defs: _definitions, id: _name, ...own } = schema;
    this.#schemas.set(name, this.#rewrite(own, whole, root ?? name) as JsonSchema);
    return name;
  }

  #freeName(wanted: string, isGiven: boolean): string {
    const first = plain(wanted);
    for (let count = 1; ; count++) {
      const name = count === 1 ? first : `${first}${count}`;
      const isReserved = this.taken.includes(name) || (this.#given.has(name) && !(isGiven && count === 1));
      if (!isReserved && !this.#schemas.has(name)) return name;
    }
  }

  /** Has references lead to where their targets stand now. */
  #rewrite(value: unknown, whole: JsonSchema, root: string): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#rewrite(one, whole, root));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref: target, ...others } = value as JsonSchema;
    const rest = Object.fromEntries(Object.entries(others).map(([key, one]) => [key, this.#rewrite(one, whole, root)]));
    if (target === undefined) return rest;
    // A member may be called $ref.
    return typeof target === 'string'
      ? { ...this.#follow(target, whole, root), ...rest }
      : { $ref: this.#rewrite(target, whole, root), ...rest };
  }

  #follow(target: string, whole: JsonSchema, root: string): JsonSchema {
    const name = definitionName(target, whole);
    const definition = name === undefined ? undefined : definitionsOf(whole)[name];
    if (name === undefined || definition === undefined)
      return { $ref: target.replace(/^#/, `#/components/schemas/${root}`) };
    if (JSON.stringify(definition) === JSON.stringify(withoutDefinitions(resolve(whole, whole))))
      return reference(root);
    if (!this.#machineMade.test(name)) return reference(this.#placeGiven(name, definition, whole, root));
    return isRecursive(name, whole)
      ? reference(this.#place(`${root}Part`, definition, whole, root))
      : (this.#rewrite(definition, whole, root) as JsonSchema);
  }
}

/** A record alone says that it takes whatever there is; an object that does so lets through what it does not want. */
function othersIn({
  additionalProperties,
  propertyNames,
  properties = {},
  required,
}: JsonSchema): JsonSchema | undefined {
  const isRecord = Object.keys(properties as object).length === 0;
  const isDescribed = Object.keys(Object(additionalProperties) as object).length > 0;
  if (additionalProperties === undefined || additionalProperties === false || !(isRecord || isDescribed))
    return undefined;
  return {
    type: 'object',
    ...(propertyNames !== undefined && { propertyNames }),
    additionalProperties,
    ...(isRecord && required !== undefined && { required }),
  };
}

/** The name that a schema was given by its library: `.meta({ id: 'Note' })`. JSON Schema does not know the word. */
function nameOf({ id }: JsonSchema): string | undefined {
  return typeof id === 'string' ? id : undefined;
}

/** A name as a component of the document may have it. */
function plain(name: string): string {
  return name.replace(/[^\w.-]/g, '') || 'Schema';
}

/** A schema that does not say that its objects have no further fields. */
function opened(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  );
  return JSON.parse(text) as JsonSchema;
}

/** Names that libraries give to parts which have none: a user may well call one `item1`. */
const MACHINE_MADE: Partial<Record<string, RegExp>> = { zod: /^__schema\d+$/ };

/** `0`, `intersection12` */
const MADE_BY_OTHERS = /^(?:_*[a-z]+)?\d+$/;

function withoutDefinitions({ $defs: _definitions, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** Whether a definition refers to itself, also through others. */
function isRecursive(name: string, whole: JsonSchema, from = name, seen = new Set<string>()): boolean {
  return referencesIn(definitionsOf(whole)[from], whole).some((next) => {
    if (next === name) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return isRecursive(name, whole, next, seen);
  });
}

/** The text of all definitions that a schema refers to, also through others; of the whole where it refers to that. */
function reachedFrom(schema: JsonSchema, whole: JsonSchema): string {
  const { $defs: _definitions, ...own } = schema;
  const names = new Set(referencesIn(own, whole));
  for (const name of names) for (const next of referencesIn(definitionsOf(whole)[name], whole)) names.add(next);
  const definitions = [...names].map((name) => [name, definitionsOf(whole)[name]]);
  const text = JSON.stringify([own, definitions]);
  return text.includes('"$ref":"#"') ? JSON.stringify([text, whole]) : text;
}

function referencesIn(schema: unknown, whole: JsonSchema): string[] {
  return [...JSON.stringify(schema ?? null).matchAll(/"\$ref":"([^"]+)"/g)].flatMap(
    ([, target]) => definitionName(target!, whole) ?? [],
  );
}
