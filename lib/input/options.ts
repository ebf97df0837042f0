import { markClass } from '../plain/copies.js';
import {
  isStandardSchema,
  toIssue,
  type InferOutput,
  type Issue,
  type StandardSchema,
} from '../plain/standard-schema.js';
import { fill, type InputType } from './members.js';
import type { Fields, Members } from './input.js';

/** A base class of a command's options: declare its subclass as a parameter of a `@Command()` method. */
export interface OptionsClass<Output extends object> {
  /** The values are those that the schema gave. */
  new (values: Output): Members<Output>;
}

/**
 * A base class of what stands on a command line as `--name value`, validated by any Standard Schema that tells its JSON Schema.
 * `dryRun` is written `--dry-run`, a boolean `--flag` or `--no-flag`, and `-n` is `.meta({ short: 'n' })`.
 *
 * @example
 * ```ts
 * class SeedOptions extends Options(z.object({ dryRun: z.boolean().default(false).describe('change nothing') })) {}
 * ```
 */
export function Options<Schema extends StandardSchema<unknown, Fields>>(
  schema: Schema,
): OptionsClass<InferOutput<Schema> & object> {
  const base = class Options {};
  Object.defineProperty(base, SCHEMA, { value: schema });
  markClass(base);
  // Its instances get the schema's members when they are made.
  return base as unknown as OptionsClass<InferOutput<Schema> & object>;
}

const SCHEMA = Symbol('phial.options');

/** The schema of a class made by `Options()`, which may be anything; undefined for another class. */
export function optionsSchemaOf(type: unknown): { schema: unknown } | undefined {
  if (typeof type !== 'function' || !(SCHEMA in type)) return undefined;
  return { schema: type[SCHEMA] };
}

/** An instance of a class of options; or what is wrong with the values. */
export async function readOptions(
  type: InputType,
  schema: unknown,
  values: Record<string, unknown>,
): Promise<{ value: object; issues?: undefined } | { issues: Issue[] }> {
  // The doctor has looked at it.
  if (!isStandardSchema(schema)) throw new TypeError(`The schema of ${type.name} is not a Standard Schema.`);
  const result = await schema['~standard'].validate(values);
  return result.issues === undefined
    ? { value: fill(type, result.value as object) }
    : { issues: result.issues.map(toIssue) };
}
