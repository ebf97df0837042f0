import { Abort } from './errors.js';
import type { MultiDict } from './multi-dict.js';
import type { Request } from './request.js';
import { isStandardSchema, jsonSchemaOf, toIssue, type InferOutput, type Issue, type StandardResult, type StandardSchema } from './standard-schema.js';

/** Thrown for input that does not fit its schema: 422, and the issues as `errors` in the problem+json. */
export class ValidationError extends Abort {
  override readonly name = 'ValidationError';

  constructor(what: string, readonly issues: readonly Issue[]) {
    const list = issues.slice(0, 3).map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
    super(422, `${what} is not valid. ${list.join('; ')}${issues.length > 3 ? ' ...' : ''}`, { errors: issues });
  }
}

/** What `validate()` finds. */
export type Validation<Value> = { value: Value; issues?: undefined } | { value?: undefined; issues: Issue[] };

/** A base class of validated input: declare its subclass as a parameter, and get an instance or a `ValidationError`. */
export interface InputClass<Output extends object> {
  new (): Output;

  /** Validates by hand, for a form that is to be shown again with its issues. */
  validate<Value>(this: new () => Value, request: Request): Promise<Validation<Value>>;
}

/**
 * A base class of a form's fields and files, urlencoded or multipart, validated by any Standard Schema.
 *
 * @example class NewPost extends Form(z.object({ title: z.string().min(1) })) {}
 */
export function Form<Schema extends StandardSchema<unknown, object>>(schema: Schema): InputClass<InferOutput<Schema> & object> {
  return inputClass('form', schema);
}

/** A base class of a JSON body, validated by any Standard Schema. */
export function Json<Schema extends StandardSchema<unknown, object>>(schema: Schema): InputClass<InferOutput<Schema> & object> {
  return inputClass('json', schema);
}

/** A base class of the arguments in the URL's query, validated by any Standard Schema. */
export function Query<Schema extends StandardSchema<unknown, object>>(schema: Schema): InputClass<InferOutput<Schema> & object> {
  return inputClass('query', schema);
}

/** Where input comes from. */
export type InputKind = 'form' | 'json' | 'query';

const NAMES: Record<InputKind, string> = { form: 'The form', json: 'The JSON body', query: 'The query' };

const READER = Symbol('phial.input');

/** The reader of a class made by `Form()`, `Json()` or `Query()`; undefined for another class. */
export function inputReaderOf(type: unknown): InputReader | undefined {
  return typeof type === 'function' ? (type as { [READER]?: InputReader })[READER] : undefined;
}

function inputClass<Output extends object>(kind: InputKind, schema: StandardSchema<unknown, object>): InputClass<Output> {
  const reader = new InputReader(kind, schema);
  const base = class {
    static readonly [READER] = reader;

    static async validate(this: new () => object, request: Request): Promise<Validation<object>> {
      return reader.validate(this, request);
    }
  };
  // Its instances get the schema's members when they are filled.
  return base as unknown as InputClass<Output>;
}

/** How many fields one class may be found to take as lists. A record of lists has any number. */
const MOST_LEARNED_LISTS = 100;

/** Reads and validates one kind of input. */
export class InputReader {
  /** Fields that the schema is known to want as lists, and whether it must have them: the others may have a default. */
  readonly #lists: ReadonlyMap<string, boolean>;
  /** Fields that turned out to be wanted as lists, for libraries that tell no JSON Schema. */
  readonly #learnedLists = new Set<string>();

  constructor(readonly kind: InputKind, readonly schema: StandardSchema<unknown, object>) {
    const lists = isStandardSchema(schema) ? listFields(schema) : [];
    this.#lists = new Map(lists.map(({ name, isRequired }) => [name, isRequired]));
  }

  /** An instance of `type`. @throws ValidationError */
  read(type: new () => object, request: Request): object | Promise<object> {
    return then(this.validate(type, request), ({ value, issues }) => {
      if (issues !== undefined) throw new ValidationError(NAMES[this.kind], issues);
      return value;
    });
  }

  validate(type: new () => object, request: Request): Validation<object> | Promise<Validation<object>> {
    return then(this.#attempt(request), (result): Validation<object> => {
      return result.issues === undefined ? { value: fill(type, result.value) } : { issues: result.issues.map(toIssue) };
    });
  }

  #attempt(request: Request): Result | Promise<Result> {
    if (this.kind === 'json') return this.#check(request.json);
    const fields = this.kind === 'query' ? valuesByKey(request.args) : valuesByKey(request.form, request.files);
    const isList = (name: string): boolean => this.#lists.has(name) || this.#learnedLists.has(name);
    return then(this.#check(this.#toObject(fields, isList)), (first) => {
      if (first.issues === undefined) return first;
      return this.#tryLists(fields, first, isList);
    });
  }

  #check(value: unknown): Result | Promise<Result> {
    return this.schema['~standard'].validate(value);
  }

  /**
   * One value is a list of one where the schema wants a list, but only some libraries tell what they want. So what was
   * refused as a single value is tried as a list.
   */
  #tryLists(fields: Fields, first: Result, isList: (name: string) => boolean): Result | Promise<Result> {
    const suspects = refusedFields(first).filter((name) => {
      const count = fields.get(name)?.length ?? 0;
      return count === 0 ? this.#lists.get(name) !== true : count === 1 && !isList(name);
    });
    if (suspects.length === 0) return first;
    return then(this.#check(this.#toObject(fields, (name) => isList(name) || suspects.includes(name), suspects)), (second) => {
      const refused = refusedFields(second);
      const lists = suspects.filter((name) => !refused.includes(name));
      for (const name of lists) if (this.#learnedLists.size < MOST_LEARNED_LISTS) this.#learnedLists.add(name);
      if (lists.length === 0) return first;
      if (lists.length === suspects.length) return second;
      return this.#check(this.#toObject(fields, (name) => isList(name) || lists.includes(name), lists));
    });
  }

  /** @param empty fields that become an empty list when they were not sent, beside those known to be lists */
  #toObject(fields: Fields, isList: (name: string) => boolean, empty: readonly string[] = []): Record<string, unknown> {
    // Without a prototype, `__proto__` is a key like any other.
    const object = Object.create(null) as Record<string, unknown>;
    for (const [name, isRequired] of this.#lists) if (isRequired) object[name] = [];
    for (const name of empty) object[name] = [];
    for (const [name, values] of fields) object[name] = values.length > 1 || isList(name) ? values : values[0];
    return object;
  }
}

type Result = StandardResult<object>;
type Fields = ReadonlyMap<string, readonly unknown[]>;

function valuesByKey(...dictionaries: MultiDict<unknown>[]): Fields {
  const fields = new Map<string, unknown[]>();
  for (const [name, value] of dictionaries.flatMap((dictionary) => [...dictionary])) {
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return fields;
}

/** The fields that were refused as a whole, not for something inside them. */
function refusedFields({ issues = [] }: Result): string[] {
  return issues.map(toIssue).flatMap(({ path }) => (path.length === 1 ? [String(path[0])] : []));
}

function listFields(schema: StandardSchema): { name: string; isRequired: boolean }[] {
  const { properties = {}, required = [] } = (jsonSchemaOf(schema, 'input') ?? {}) as { properties?: Record<string, unknown>; required?: string[] };
  return Object.entries(properties).filter(([, property]) => wantsList(property)).map(([name]) => ({ name, isRequired: required.includes(name) }));
}

function wantsList(schema: unknown): boolean {
  const { type, anyOf, oneOf } = Object(schema) as { type?: unknown; anyOf?: unknown[]; oneOf?: unknown[] };
  if (type !== undefined) return type === 'array';
  const choices = anyOf ?? oneOf ?? [];
  return choices.length > 0 && choices.every((choice) => wantsList(choice) || (choice as { type?: unknown }).type === 'null');
}

/** An instance of the class with the schema's values, and with the class's own members. */
function fill(type: new () => object, values: object): object {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new TypeError(`The schema of ${type.name} gives ${Array.isArray(values) ? 'a list' : `a ${typeof values}`}. An input class holds an object: wrap it, z.object({ items: ... }).`);
  }
  const instance = new type();
  // Defined, not assigned: a value must not run a setter, of __proto__ for instance.
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(instance, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return instance;
}

/** Goes on at once with a value, and later with a promise of one: what need not wait does not. */
function then<Value, Next>(value: Value | Promise<Value>, next: (value: Value) => Next | Promise<Next>): Next | Promise<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
