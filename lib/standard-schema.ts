/** What zod, valibot, arktype and others have in common: https://standardschema.dev, version 1. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    /** The library: `zod`. */
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    /** For the compiler alone. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** JSON Schema of what goes in and what comes out, where the library offers it. */
    readonly jsonSchema?: {
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    } | undefined;
  };
}

export interface JsonSchemaOptions {
  target: 'draft-2020-12';
  libraryOptions?: Record<string, unknown>;
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema gives for valid input. */
export type InferOutput<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['output'];

export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard = (value as Partial<StandardSchema>)['~standard'];
  return standard?.version === 1 && typeof standard.validate === 'function';
}

/** Why a part of some input is not valid. */
export interface Issue {
  /** The keys that lead to the part: `['tags', 0]`; empty for the whole. */
  path: (string | number)[];
  message: string;
}

export function toIssue({ message, path = [] }: StandardIssue): Issue {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return { path: keys.map((key) => (typeof key === 'symbol' ? String(key) : key)), message };
}

/** Has a library leave out what JSON Schema cannot say, a check of a file for instance, instead of giving up. */
const LIBRARY_OPTIONS: Record<string, Record<string, unknown>> = {
  zod: { unrepresentable: 'any' },
  arktype: { fallback: ({ base }: { base: unknown }) => base },
  valibot: { errorMode: 'ignore' },
};

/** A schema as JSON Schema; undefined when its library cannot tell, or cannot tell of this one. */
export function jsonSchemaOf(schema: StandardSchema, direction: 'input' | 'output'): Record<string, unknown> | undefined {
  try {
    const { jsonSchema, vendor } = schema['~standard'];
    return jsonSchema?.[direction]({ target: 'draft-2020-12', libraryOptions: LIBRARY_OPTIONS[vendor] ?? {} });
  } catch {
    return undefined;
  }
}
