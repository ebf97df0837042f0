import { decodeIfPossible } from '../plain/decode.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import { classOfZod, type ZodInternals } from './zod-class.js';
import { UploadedFile } from '../forms/uploaded-file.js';

export type JsonSchema = Record<string, unknown>;

/** Whether a schema is to describe what it takes, or what it makes of that. */
export type Direction = 'input' | 'output';

/** How OpenAPI 3.1 says that something is a file. */
export const FILE_TYPE = 'application/octet-stream';

/** A schema as JSON Schema, with what only a command line asks of it: what is a bigint, and what takes text and makes an object of it. */
export function jsonSchemaOfOptions(schema: StandardSchema): JsonSchema | undefined {
  try {
    return convert(schema, 'input', 'draft-2020-12', true);
  } catch {
    return undefined;
  }
}

/** The `format` of a bigint there. */
export const BIGINT = 'bigint';

/**
 * A schema as JSON Schema; undefined when its library cannot tell, or cannot tell of this one.
 *
 * @param target the draft: Fastify's serialiser reads draft 7, OpenAPI 3.1 the later one
 */
export function jsonSchemaOf(
  schema: StandardSchema,
  direction: Direction,
  target: Target = 'draft-2020-12',
): JsonSchema | undefined {
  try {
    return convert(schema, direction, target);
  } catch {
    return undefined;
  }
}

/** Why a schema has no JSON Schema, in the words of its library; undefined when it has one. */
export function whyNoJsonSchema(schema: StandardSchema, direction: Direction): string | undefined {
  try {
    return convert(schema, direction, 'draft-2020-12') === undefined ? '' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

type Target = 'draft-2020-12' | 'draft-07';

function convert(
  schema: StandardSchema,
  direction: Direction,
  target: Target,
  isForOptions = false,
): JsonSchema | undefined {
  const { jsonSchema, vendor } = schema['~standard'];
  return jsonSchema?.[direction]({ target, libraryOptions: LIBRARY_OPTIONS[vendor]?.(direction, isForOptions) ?? {} });
}

/** What JSON Schema has no words of its own for, as it is sent. */
function describeSpecial(
  { type, isFile }: { type?: string | undefined; isFile: boolean },
  isForOptions: boolean,
): JsonSchema | undefined {
  if (isFile) return { type: 'string', contentMediaType: FILE_TYPE };
  if (type === 'date') return { type: 'string', format: 'date-time' };
  if (type !== 'bigint') return undefined;
  return isForOptions ? { type: 'integer', format: BIGINT } : { type: 'integer' };
}

/** Has each library say what is a file, and leave out what JSON Schema cannot say instead of giving up. */
const LIBRARY_OPTIONS: Partial<
  Record<string, (direction: Direction, isForOptions: boolean) => Record<string, unknown>>
> = {
  zod: (_direction, isForOptions) => ({
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }: ZodContext) => {
      const isFile = classOfZod(zodSchema) === UploadedFile;
      const { type, in: first } = zodSchema._zod.def;
      Object.assign(jsonSchema, describeSpecial({ type, isFile }, isForOptions));
      // z.preprocess() takes anything, of which JSON Schema tells what it is made into.
      if (isForOptions && first?._zod.def.type === 'transform')
        for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
    },
  }),
  valibot: (direction, isForOptions) => ({
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema }: { valibotSchema: { type: string; class?: unknown } }) =>
      describeSpecial({ type: valibotSchema.type, isFile: valibotSchema.class === UploadedFile }, isForOptions),
    // What comes out of a function may be anything.
    overrideAction: ({ valibotAction: { type } }: { valibotAction: { type: string } }) =>
      direction === 'output' && VALIBOT_FUNCTIONS.test(type) ? {} : undefined,
  }),
  arktype: (_direction, isForOptions) => ({
    fallback: ({ code, domain, proto, base }: { code: string; domain?: string; proto?: unknown; base: JsonSchema }) =>
      describeSpecial({ type: code === 'date' ? code : domain, isFile: proto === UploadedFile }, isForOptions) ?? base,
  }),
};

interface ZodContext {
  zodSchema: { _zod: { def: ZodDefinition } & ZodInternals };
  jsonSchema: JsonSchema;
}

interface ZodDefinition {
  type: string;
  /** Of a pipe: what comes first. */
  in?: { _zod: { def: ZodDefinition } };
}

const VALIBOT_FUNCTIONS =
  /transform$|^(?:parse|stringify)_json$|^to_(?:bigint|boolean|date|number|string)$|^(?:find_item|reduce_items)$/;

/** A member of the objects that a schema describes. */
export interface Property {
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
}

/** The members of the objects that a schema describes; of alternatives, those of all. */
export function propertiesOf(schema: JsonSchema, root = schema, depth = 0): Property[] {
  if (depth > DEEPEST) return [];
  const whole = resolve(schema, root);
  const required = listOf(whole['required']);
  const own = Object.entries((whole['properties'] ?? {}) as Record<string, JsonSchema>).map(
    ([name, property]): Property => ({ name, schema: property, isRequired: required.includes(name) }),
  );
  const parts = listOf(whole['allOf']).flatMap((part) => propertiesOf(part as JsonSchema, root, depth + 1));
  const choices = choicesOf(whole).map((choice) => propertiesOf(choice, root, depth + 1));
  const alternatives = choices
    .flat()
    .map((property) => ({
      ...property,
      isRequired: choices.every((choice) =>
        choice.some(({ name, isRequired }) => isRequired && name === property.name),
      ),
    }));
  return mergeByName([...own, ...parts, ...alternatives]);
}

function mergeByName(properties: readonly Property[]): Property[] {
  return [...new Set(properties.map(({ name }) => name))].map((name) => {
    const same = properties.filter((property) => property.name === name);
    const schemas = [...new Map(same.map(({ schema }) => [JSON.stringify(schema), schema])).values()];
    return {
      name,
      schema: schemas.length === 1 ? schemas[0]! : { anyOf: schemas },
      isRequired: same.some(({ isRequired }) => isRequired),
    };
  });
}

/** Whether a schema wants a list; `either` when it takes one value as well, `unknown` when it does not tell. */
export type Wish = 'list' | 'single' | 'either' | 'unknown';

export function listWish(schema: unknown, root: JsonSchema, depth = 0): Wish {
  if (schema === false) return 'single';
  if (typeof schema !== 'object' || schema === null || depth > DEEPEST) return 'unknown';
  const whole = resolve(schema as JsonSchema, root);
  const types = [whole['type'] ?? []].flat();
  if (types.length > 0)
    return types.every((type) => type === 'array' || type === 'null')
      ? 'list'
      : types.includes('array')
        ? 'either'
        : 'single';
  if ('const' in whole || 'enum' in whole) return 'single';
  const choices = choicesOf(whole).filter(({ type }) => type !== 'null');
  const wishes = [...choices, ...listOf(whole['allOf'])].map((one) => listWish(one, root, depth + 1));
  if (wishes.length > 0 && wishes.every((wish) => wish === wishes[0])) return wishes[0]!;
  const isTold = wishes.length > 0 && !wishes.includes('unknown') && listOf(whole['allOf']).length === 0;
  return isTold ? 'either' : 'unknown';
}

/** References and alternatives may go round in a circle; members lie near the surface. */
const DEEPEST = 8;

/** What a schema refers to, in its own definitions. */
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let at = schema;
  for (let depth = 0; depth < DEEPEST && typeof at['$ref'] === 'string'; depth++)
    at = definition(at['$ref'], root) ?? {};
  return at;
}

function definition(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (reference === '#') return root;
  const name = definitionName(reference, root);
  return name === undefined ? undefined : definitionsOf(root)[name];
}

/** The name of the definition that a reference leads to: `a/b` is `a~1b` there, and may have its `%` encoded or not. */
export function definitionName(reference: string, root: JsonSchema): string | undefined {
  const [, written] = /^#\/\$defs\/([^/]+)$/.exec(reference) ?? [];
  if (written === undefined) return undefined;
  const names = [written, decodeIfPossible(written)].map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.find((name) => Object.hasOwn(definitionsOf(root), name));
}

export function definitionsOf({ $defs = {} }: JsonSchema): Record<string, JsonSchema> {
  return $defs as Record<string, JsonSchema>;
}

function choicesOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
  return [...listOf(anyOf), ...listOf(oneOf)] as JsonSchema[];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
