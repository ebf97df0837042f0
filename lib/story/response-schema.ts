import { jsonSchemaOf, type JsonSchema } from '../input/json-schema.js';
import { ResponseSerializer } from '../input/response-serializer.js';
import { fitOf, type Fit } from '../input/schema-fit.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import type { PlannedRequest, Runtime } from './plan.js';

/** What a route's response schema does: it writes what fits, and finds what does not. */
export class ResponseSchema {
  /** For Fastify's serialiser, which is fast; undefined where that would make other values, or none, of some. */
  readonly forFastify: JsonSchema | undefined;
  readonly #fits: Fit | undefined;
  readonly #schema: StandardSchema;
  #serializer: ResponseSerializer | undefined;
  #write: ReturnType<PlannedRequest['reply']['getSerializationFunction']>;

  /** @param of a single status, for which Fastify's serialiser is not made */
  constructor(schema: StandardSchema, of: 'success' | 'single' = 'success') {
    const json = of === 'single' ? undefined : jsonSchemaOf(schema, 'output', 'draft-07');
    this.#schema = schema;
    this.#fits = fitOf(json);
    this.forFastify = this.#fits === undefined ? undefined : json;
  }

  /**
   * The text of what a handler has returned, without what the schema does not name.
   *
   * @param who returned it: the handler, a hook or an error handler
   * @throws TypeError in debug mode and under the test client, for a value that does not fit
   */
  toText(request: PlannedRequest, value: unknown, who = request.plan.who): string {
    if (this.#fits?.(value) === true) {
      // Fastify keeps it under 200, whatever status the answer will have; for a reply that was left to the 404 it has none.
      this.#write ??= request.reply.getSerializationFunction('200');
      if (this.#write !== undefined) return this.#write(value as Record<string, unknown>);
    }
    // Made when it is needed: the values of most routes fit.
    this.#serializer ??= new ResponseSerializer(
      this.#schema,
      request.plan.who,
      isSeenByDeveloper(request.plan.runtime),
    );
    const text = this.#serializer.toText(value);
    const { problem } = this.#serializer;
    if (problem !== undefined) complain(request, problem, who);
    return text;
  }
}

function complain({ plan, log }: PlannedRequest, problem: string, who: string): void {
  const said = plan.route === undefined ? 'the errors of openapi' : `what openapi says of the answers of ${plan.who}`;
  const cure = who === plan.who ? undefined : `Change the value, or ${said}.`;
  if (isSeenByDeveloper(plan.runtime)) throw new TypeError(misfit(who, problem, cure));
  log.error({ handler: who }, `${sentence(who, problem)} It was sent without what the schema does not name.`);
}

/** Whether it is debug mode, or the test client. */
export function isSeenByDeveloper({ mode, onUnforeseen }: Runtime): boolean {
  return mode.debug || onUnforeseen !== undefined;
}

/** What a developer is told of a value that does not fit. */
export function misfit(
  who: string,
  problem: string,
  cure = 'Change the value, or the schema in the options of its route.',
): string {
  return `${sentence(who, problem)} ${cure}`;
}

function sentence(who: string, problem: string): string {
  return `${who} returned a value that does not fit its response schema: ${problem.replace(/\.$/, '')}.`;
}
