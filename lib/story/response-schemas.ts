import { spelledOut, type OperationOptions } from '../classes/operation-options.js';
import type { Route } from '../classes/scanner.js';
import { jsonSchemaOf, type JsonSchema } from '../input/json-schema.js';
import { mediaTypesOf } from '../openapi/media-types.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import { ResponseSchema } from './response-schema.js';

/** What a route answers: `response`, which holds for every success, single statuses, and `default` for other failures. */
export class RouteSchemas {
  /** What is sent where nothing else is said. */
  readonly status: number;
  readonly #success: StandardSchema | undefined;
  readonly #single: ReadonlyMap<string, StandardSchema>;
  /** What is said of single statuses, by words alone too. */
  readonly #said: ReadonlyMap<string, ReturnType<typeof spelledOut>>;

  /**
   * @param said what is said of the route, by what is filled before it answers too
   * @param errors what the app says of all errors
   */
  constructor(route: Route, { status = 200, responses = {} }: OperationOptions, errors?: StandardSchema) {
    this.status = status;
    this.#success = route.options.response;
    this.#said = new Map(Object.entries(responses).map(([name, what]) => [name, spelledOut(what)]));
    this.#single = new Map([
      ...(errors === undefined
        ? []
        : ([
            ['4XX', errors],
            ['5XX', errors],
          ] as const)),
      ...[...this.#said].flatMap(([name, { schema }]) => (schema === undefined ? [] : [[name, schema] as const])),
    ]);
  }

  get isEmpty(): boolean {
    return this.#success === undefined && this.#single.size === 0;
  }

  get saysTypes(): boolean {
    return [...this.#said.values()].some(({ type }) => type !== undefined);
  }

  /** The media types of a status of which one is said, that of the success schema included; none where none is. */
  typesOf(status: number): string[] {
    const said = single(this.#said, status) ?? (isSuccess(status) ? undefined : this.#said.get('default'));
    if (said?.type === undefined) return [];
    const beside = isSuccess(status) && said.schema === undefined ? this.#success : undefined;
    return [said.type, ...(beside === undefined ? [] : mediaTypesOf(jsonSchemaOf(beside, 'output') ?? {}))];
  }

  /** The schema of a status: its own, that of its hundred, or that of success or of other failures. */
  of(status: number): StandardSchema | undefined {
    return single(this.#single, status) ?? (isSuccess(status) ? this.#success : this.#single.get('default'));
  }

  /** What writes each of them. */
  toWriters(): ResponseWriters {
    const success = this.#success && new ResponseSchema(this.#success);
    const single = [...this.#single].map(([name, schema]) => [name, new ResponseSchema(schema, 'single')] as const);
    return new ResponseWriters(success, new Map(single));
  }
}

/** What writes the errors of the API where no route is. */
export function writersOfErrors(errors: StandardSchema): ResponseWriters {
  const schema = new ResponseSchema(errors, 'single');
  return new ResponseWriters(
    undefined,
    new Map([
      ['4XX', schema],
      ['5XX', schema],
    ]),
  );
}

/** What writes the responses of a route, by their statuses. */
export class ResponseWriters {
  /** For Fastify's serialiser: what it writes whatever the status of success. */
  readonly forFastify: JsonSchema | undefined;
  readonly #hasSingle: boolean;

  constructor(
    private readonly success: ResponseSchema | undefined,
    private readonly single: ReadonlyMap<string, ResponseSchema>,
  ) {
    this.forFastify = success?.forFastify;
    this.#hasSingle = single.size > 0;
  }

  /** What writes a response of a status; undefined where no schema says anything of it. */
  of(status: number): ResponseSchema | undefined {
    if (!this.#hasSingle) return isSuccess(status) ? this.success : undefined;
    return single(this.single, status) ?? (isSuccess(status) ? this.success : this.single.get('default'));
  }
}

function single<Item>(items: ReadonlyMap<string, Item>, status: number): Item | undefined {
  return items.get(String(status)) ?? items.get(`${Math.trunc(status / 100)}XX`);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}
