import { InputReader } from './input-reader.js';
import { KINDS, type InputKind } from './kinds.js';
import { assign, type InputType } from './members.js';
import { markClass } from '../plain/copies.js';
import type { Class } from '../classes/metadata.js';
import { Request } from '../request/request.js';
import { factoriesOf } from '../classes/scanner.js';
import type { InferOutput, StandardSchema } from '../plain/standard-schema.js';
import type { Validation } from './validation.js';

/** A base class of validated input: declare its subclass as a parameter, and get an instance or a `ValidationError`. */
export interface InputClass<Output extends object> {
  /** The values are those that the schema gave. */
  new (values: Output): Members<Output>;

  /** Validates by hand, for a form that is to be shown again with its issues. */
  validate<Value>(this: new (values: never) => Value, request: Request): Promise<Validation<Value>>;

  /** It stands for its schema: `@Get('/note', { response: NoteOut })`. */
  readonly '~standard': StandardSchema['~standard'];
}

/** An object that a class can be: no list, no `Map`. */
export type Fields = object & { readonly [Symbol.iterator]?: never };

/** The output of a schema; of a union, which no class can extend, the members of all its parts. */
export type Members<Output> =
  IsUnion<Output> extends true
    ? { [Key in Extract<keyof Output, PropertyKey>]: Output[Key] } & {
        [Key in Exclude<KeyOfAny<Output>, keyof Output>]?: ValueOfAny<Output, Key>;
      }
    : Output;

/** What the class of a JSON body holds: the fields of an object, or a list, a text or a number as its `value`. */
export type JsonMembers<Output> = unknown extends Output
  ? Output & object
  : [Output] extends [Date | URL | RegExp]
    ? { value: Output }
    : [Output] extends [Fields]
      ? Output & object
      : { value: Output };

type IsUnion<Type, Whole = Type> = Type extends unknown ? ([Whole] extends [Type] ? false : true) : never;
type KeyOfAny<Union> = Union extends unknown ? keyof Union : never;
type ValueOfAny<Union, Key extends PropertyKey> = Union extends unknown
  ? Key extends keyof Union
    ? Union[Key]
    : never
  : never;

/**
 * A base class of a form's fields and files, urlencoded or multipart, validated by any Standard Schema.
 *
 * @example
 * ```ts
 * class NewPost extends Form(z.object({ title: z.string().min(1) })) {}
 * ```
 */
export function Form<Schema extends StandardSchema<unknown, Fields>>(
  schema: Schema,
): InputClass<InferOutput<Schema> & object> {
  return inputClass('form', schema);
}

/**
 * A base class of a JSON body, validated by any Standard Schema. What is not an object is its `value`.
 *
 * @example
 * ```ts
 * class Settings extends Json(z.object({ theme: z.enum(['light', 'dark']) })) {}
 * class Tags extends Json(z.array(z.string())) {}
 * ```
 */
export function Json<Schema extends StandardSchema<unknown, unknown>>(
  schema: Schema,
): InputClass<JsonMembers<InferOutput<Schema>>> {
  return inputClass('json', schema as StandardSchema<unknown, object>);
}

/**
 * A base class of the arguments in the URL's query, validated by any Standard Schema.
 *
 * @example
 * ```ts
 * class Search extends Query(z.object({ q: z.string(), page: z.coerce.number().default(1) })) {}
 * ```
 */
export function Query<Schema extends StandardSchema<unknown, Fields>>(
  schema: Schema,
): InputClass<InferOutput<Schema> & object> {
  return inputClass('query', schema);
}

/**
 * A base class of the request's headers, validated by any Standard Schema, whose keys are their names: `'x-request-id'`.
 *
 * @example
 * ```ts
 * class Trace extends Headers(z.object({ 'x-request-id': z.uuid() })) {}
 * ```
 */
export function Headers<Schema extends StandardSchema<unknown, Fields>>(
  schema: Schema,
): InputClass<InferOutput<Schema> & object> {
  return inputClass('header', schema);
}

/**
 * A base class of the cookies that the client has sent, validated by any Standard Schema.
 *
 * @example
 * ```ts
 * class Preferences extends Cookies(z.object({ theme: z.enum(['light', 'dark']).default('light') })) {}
 * ```
 */
export function Cookies<Schema extends StandardSchema<unknown, Fields>>(
  schema: Schema,
): InputClass<InferOutput<Schema> & object> {
  return inputClass('cookie', schema);
}

const READER = Symbol('phial.input');

/** The reader of a class made by `Form()`, `Json()` and their like; undefined for another class. */
export function inputReaderOf(type: unknown): InputReader | undefined {
  return typeof type === 'function' ? (type as { [READER]?: InputReader })[READER] : undefined;
}

/** A class of input that a method declares. */
export interface DeclaredInput {
  name: string;
  reader: InputReader;
  /** Whether its own factory makes it, which decides what becomes of input that is not valid. */
  isMade: boolean;
}

/** The input of a method's parameters, and of the factories that fill them; each class once. */
export function inputsOf(types: readonly unknown[] = []): DeclaredInput[] {
  return allInputsOf(types).filter(({ isMade }) => !isMade);
}

/** The same, and the classes that factories of their own make of a request. */
export function allInputsOf(types: readonly unknown[], seen = new Set<unknown>()): DeclaredInput[] {
  return types.flatMap((type): DeclaredInput[] => {
    if (typeof type !== 'function' || seen.has(type)) return [];
    seen.add(type);
    const [factory] = factoriesOf(type as Class);
    const { types: needed = [] } = factory?.signature ?? {};
    const inner = allInputsOf(needed, seen);
    const reader = inputReaderOf(type);
    // Without a request, a factory cannot validate one; and of what another class has read, it makes its own.
    const isMadeOfOther = inner.some((one) => one.reader.kind === reader?.kind);
    const isRead = factory === undefined || (needed.includes(Request) && !isMadeOfOther);
    return reader !== undefined && isRead
      ? [...inner, { name: type.name, reader, isMade: factory !== undefined }]
      : inner;
  });
}

function inputClass<Output extends object>(
  kind: InputKind,
  schema: StandardSchema<unknown, object>,
): InputClass<Output> {
  const name = KINDS[kind].base;
  const reader = new InputReader(kind, schema);
  // A function, because a class that stands on a parameter as a decorator could not say what to write instead.
  const { [name]: base } = {
    [name]: function (this: object, values: object = {}) {
      if (new.target === undefined) throw new TypeError(standsOnParameter(kind, schema));
      if (Symbol.iterator in Object(values)) throw new TypeError(madeByHand(new.target.name, kind));
      assign(this, values);
    },
  };
  Object.defineProperties(base, {
    [READER]: { value: reader },
    // Not read now: in a circle of imports there is no schema yet, and the doctor says so.
    '~standard': { get: () => (schema as Partial<typeof schema> | undefined)?.['~standard'] },
    validate: {
      value: async function (this: InputType, request: Request): Promise<Validation<object>> {
        // As in other libraries, it would be the data.
        if (!(request instanceof Request))
          throw new TypeError(`${this.name}.validate() takes the request: await ${this.name}.validate(request).`);
        return reader.validate(this, request);
      },
    },
  });
  markClass(base!);
  // Its instances get the schema's members when they are made.
  return base as unknown as InputClass<Output>;
}

/** `new NewNote(request.form)`, a dictionary of which nothing would be left. */
function madeByHand(name: string, kind: InputKind): string {
  return `new ${name}(...) was given a ${kind === 'json' ? 'list' : 'dictionary'}, and takes the values that its schema has made. Declare ${name} as a parameter of the handler, or write await ${name}.validate(request).`;
}

/** `@Query('page')` on a parameter, as other frameworks have it. */
function standsOnParameter(kind: InputKind, given: unknown): string {
  const { base, member } = KINDS[kind];
  const field = typeof given === 'string' ? given : 'page';
  const read = kind === 'json' ? 'request.json' : `request.${member}.get('${field}')`;
  return `${base}(...) stands on a parameter, and makes base classes. Declare a class, class Search extends ${base}(schema) {}, as the parameter's type; or a Request, and read ${read}.`;
}
