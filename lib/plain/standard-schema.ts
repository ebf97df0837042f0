/** What zod, valibot, arktype and others have in common: https://standardschema.dev, version 1. */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** Where every library keeps what they have in common. */
  readonly '~standard': {
    readonly version: 1;
    /** The library: `zod`. */
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    /** For the compiler alone. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** JSON Schema of what goes in and what comes out, where the library offers it. */
    readonly jsonSchema?:
      | {
          readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
          readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
        }
      | undefined;
  };
}

/** What a schema is asked when it is to tell its JSON Schema. */
export interface JsonSchemaOptions {
  /** The edition of JSON Schema that is asked for. */
  target: 'draft-2020-12' | 'draft-07';
  /** What only this library understands. */
  libraryOptions?: Record<string, unknown>;
}

/** What a schema says of some input: the value that it makes of it, or why it is not valid. */
export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** Why a part of some input is not valid, as the library says it. */
export interface StandardIssue {
  /** A sentence for whoever sent the input. */
  readonly message: string;
  /** The keys that lead to the part. */
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
  /** A sentence for whoever sent the input. */
  message: string;
}

export function toIssue({ message, path = [] }: StandardIssue): Issue {
  // Not path.map(): a path of arktype's is a list of its own kind, whose empty copies have a member.
  const keys = Array.from(path, (segment) => (typeof segment === 'object' ? segment.key : segment));
  return { path: keys.map((key) => (typeof key === 'symbol' ? String(key) : key)), message };
}
