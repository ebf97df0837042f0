import { jsonSchemaOf, propertiesOf, resolve, type JsonSchema } from './json-schema.js';
import { classOfZod, type ZodInternals } from './zod-class.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/** A field of another type than text, where text is all that is sent. */
export interface MistypedField {
  name: string;
  /** `number`, `boolean`, `date`, `bigint`, `object`, and `file` for the web's class. */
  type: string;
  /** It makes a boolean of any text: `false` is true. */
  isBlind: boolean;
}

/** The fields of a schema that refuse every text, or take each for true; those alone of which it is certain. */
export function mistypedFields(schema: StandardSchema): MistypedField[] {
  const { vendor } = schema['~standard'];
  if (vendor === 'zod') return ofZod(schema as unknown as Zod);
  return vendor === 'valibot' || vendor === 'arktype' ? byJsonSchema(schema) : [];
}

/**
 * The fields that may be left out, and of which zod makes a number or a date: of a text that is empty, since nothing was typed,
 * it would make 0.
 */
export function emptiableFields(schema: StandardSchema): ReadonlySet<string> {
  return new Set(schema['~standard'].vendor === 'zod' ? emptiableIn(schema as unknown as Zod) : []);
}

function emptiableIn(schema: Zod): string[] {
  const fields = fieldsIn(schema);
  const isEmptiable = ([, field]: [string, Zod]): boolean => field._zod?.optin !== undefined && isCoerced(field);
  // Of a union, another object may take the same field as text.
  const texts = new Set(fields.filter((one) => !isEmptiable(one) && isText(one[1])).map(([name]) => name));
  return fields.filter((one) => isEmptiable(one) && !texts.has(one[0])).map(([name]) => name);
}

/** The fields of an object, and of those that a schema is made of. */
function fieldsIn({ _zod }: Zod, depth = 0): [string, Zod][] {
  const { shape, ...definition } = _zod?.def ?? { type: '' };
  if (shape !== undefined) return Object.entries(shape);
  return insidesOf(definition, depth).flatMap((one) => fieldsIn(one, depth + 1));
}

/** Whether it makes a number or a date of what is sent; a union takes text first where that comes first. */
function isCoerced({ _zod }: Zod, depth = 0): boolean {
  const { shape, ...definition } = _zod?.def ?? { type: '' };
  if (definition.coerce === true && EMPTIABLE.has(definition.type)) return true;
  const insides = shape === undefined ? insidesOf(definition, depth) : [];
  const first = insides.findIndex((one) => isCoerced(one, depth + 1));
  return first !== -1 && !insides.slice(0, first).some((one) => isText(one, depth + 1));
}

function isText({ _zod }: Zod, depth = 0): boolean {
  const { shape, ...definition } = _zod?.def ?? { type: '' };
  if (definition.type === 'string') return true;
  return shape === undefined && insidesOf(definition, depth).some((one) => isText(one, depth + 1));
}

/** The schemas that take what a schema of zod is given, side by side; behind a function of `z.preprocess()`, what comes next. */
function insidesOf({ innerType, left, right, options, in: first, out, getter }: ZodDefinition, depth: number): Zod[] {
  // A schema of `z.lazy()` may refer to itself.
  if (depth > DEEPEST) return [];
  if (options !== undefined) return [...options];
  if (left !== undefined && right !== undefined) return [left, right];
  const inner = innerType ?? getter?.() ?? (first?._zod?.def.type === 'transform' ? out : first);
  return inner === undefined ? [] : [inner];
}

const DEEPEST = 16;

const EMPTIABLE = new Set(['number', 'bigint', 'date']);

/** What is looked at of zod 4's schemas; those of zod 3 have none of it. */
interface Zod {
  _zod?: { def: ZodDefinition; optin?: string | undefined } & ZodInternals;
}

interface ZodDefinition {
  type: string;
  coerce?: boolean;
  shape?: Record<string, Zod>;
  innerType?: Zod;
  /** Of `z.lazy()`. */
  getter?: () => Zod;
  element?: Zod;
  in?: Zod;
  out?: Zod;
  left?: Zod;
  right?: Zod;
  options?: readonly Zod[];
}

function ofZod(schema: Zod): MistypedField[] {
  const definition = schema._zod?.def;
  // Of an object that is transformed as a whole, what goes in.
  if (definition?.type === 'pipe') return ofZod(definition.in!);
  return Object.entries(definition?.shape ?? {}).flatMap(([name, field]) => {
    const inside = insideOf(field);
    const { type, coerce = false } = inside._zod?.def ?? { type: '' };
    const isBlind = coerce && type === 'boolean';
    if (type === 'file' || isWebFile(classOfZod(inside))) return [{ name, type: 'file', isBlind }];
    if (OBJECTS.has(type)) return [{ name, type: 'object', isBlind }];
    return NO_TEXT.has(type) && (!coerce || isBlind) ? [{ name, type, isBlind }] : [];
  });
}

/** What a field or each item of its list is, when it is there. */
function insideOf(field: Zod): Zod {
  const { type, innerType, element } = field._zod?.def ?? { type: '' };
  const inner = WRAPPERS.has(type) ? (innerType ?? element) : undefined;
  return inner === undefined ? field : insideOf(inner);
}

/** By its name: to ask for the class would load it. An `UploadedFile` is not one. */
function isWebFile(type: unknown): boolean {
  return typeof type === 'function' && (type.name === 'File' || type.name === 'Blob');
}

const NO_TEXT = new Set(['number', 'boolean', 'date', 'bigint']);
const OBJECTS = new Set(['object', 'record', 'map']);
const WRAPPERS = new Set(['optional', 'nullable', 'default', 'prefault', 'nonoptional', 'readonly', 'array']);

/** Neither valibot nor arktype converts what is said to be a number. */
function byJsonSchema(schema: StandardSchema): MistypedField[] {
  const whole = jsonSchemaOf(schema, 'input') ?? {};
  return propertiesOf(whole).flatMap(({ name, schema: field }) => {
    const type = typeIn(field, whole);
    return type === undefined ? [] : [{ name, type, isBlind: false }];
  });
}

function typeIn(field: JsonSchema, whole: JsonSchema): string | undefined {
  const { type, items } = resolve(field, whole);
  if (type === 'array' && typeof items === 'object' && items !== null) return typeIn(items as JsonSchema, whole);
  if (type === 'integer') return 'number';
  return type === 'number' || type === 'boolean' || type === 'object' ? type : undefined;
}
