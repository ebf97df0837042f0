import { jsonSchemaOf, type JsonSchema } from '../input/json-schema.js';
import { isFields } from '../input/members.js';
import { ResponseSerializer } from '../input/response-serializer.js';
import type { Call } from '../injection/call.js';
import { then } from '../plain/promises.js';
import { toIssue, type Issue, type StandardSchema } from '../plain/standard-schema.js';
import { isData, JsonBody } from '../response/kinds.js';
import { Response } from '../response/response.js';
import type { PlannedRequest } from './plan.js';
import { isSeenByDeveloper, misfit } from './response-schema.js';
import type { RouteSchemas } from './response-schemas.js';
import { statusOf, TypeTrial } from './type-trial.js';

/**
 * A handler whose data are held to all that its response schema says, limits and rules included, in debug mode and under the
 * test client. That they have its fields is seen when they are written, in production too.
 */
export function onTrial(handle: Call, schemas: RouteSchemas): Call {
  const trial = new ResponseTrials(schemas);
  const types = schemas.saysTypes ? new TypeTrial(schemas) : undefined;
  return (request, given) => {
    const value = handle(request, given);
    const isTried = isSeenByDeveloper((request as PlannedRequest).plan.runtime);
    // Nothing here may keep the request for later: that would be an object more for each, in production too.
    return isTried ? tried(request as PlannedRequest, value, trial, types) : value;
  };
}

function tried(request: PlannedRequest, value: unknown, trial: ResponseTrials, types?: TypeTrial): unknown {
  return trial.passed(request, types === undefined ? value : types.passed(request, value));
}

class ResponseTrials {
  readonly #made = new Map<StandardSchema, ResponseTrial>();

  constructor(private readonly schemas: RouteSchemas) {}

  /** The value that a handler has returned. @throws TypeError when its data do not fit */
  passed(request: PlannedRequest, value: unknown): unknown {
    return then(value, (one) => {
      const data = dataOf(one);
      const response = one instanceof Response ? one : undefined;
      const schema = data && this.schemas.of(statusOf(request, this.schemas, response));
      if (schema === undefined) return one;
      return then(this.#of(schema).hold(request.plan.who, data!.value), () => one);
    });
  }

  #of(schema: StandardSchema): ResponseTrial {
    const trial = this.#made.get(schema) ?? new ResponseTrial(schema);
    this.#made.set(schema, trial);
    return trial;
  }
}

class ResponseTrial {
  #isPlain: boolean | undefined;

  constructor(private readonly schema: StandardSchema) {}

  /** @throws TypeError when data do not fit */
  hold(who: string, data: unknown): void | Promise<void> {
    const serializer = new ResponseSerializer(this.schema, who, true);
    const text = serializer.toText(data);
    // The answer will say so in more words; of what a schema has converted, it cannot say whether it fits.
    if (serializer.problem !== undefined || !(this.#isPlain ??= isPlain(this.schema))) return;
    return then(this.#issues(data, text), (issues) => {
      if (issues.length > 0) throw new TypeError(misfit(who, wordsOf(issues)));
    });
  }

  /**
   * What is refused of a value, and as well of what is sent of it: a strict schema may refuse the fields that are left out, and
   * a date is text only when it is sent.
   */
  #issues(value: unknown, text: string): Issue[] | Promise<Issue[]> {
    return then(this.#validate(value), (ofValue) => {
      if (ofValue.length === 0) return ofValue;
      const sent: unknown = JSON.parse(text);
      return then(this.#among(ofValue, cutTo(sent, value)), (ofRest) => this.#among(ofRest, sent));
    });
  }

  /** Those of some issues that another value has, too. */
  #among(issues: Issue[], value: unknown): Issue[] | Promise<Issue[]> {
    if (issues.length === 0) return issues;
    return then(this.#validate(value), (others) => {
      const paths = others.map(({ path }) => path.join('.'));
      return issues.filter(({ path }) => paths.includes(path.join('.')));
    });
  }

  #validate(value: unknown): Issue[] | Promise<Issue[]> {
    const result = this.schema['~standard'].validate(value);
    return then(result, ({ issues = [] }) => issues.map(toIssue));
  }
}

/** Data in a box, since they may be `null`; undefined for pages, files and streams. */
function dataOf(value: unknown): { value: unknown } | undefined {
  if (!(value instanceof Response)) return isData(value) ? { value } : undefined;
  return value.body instanceof JsonBody ? { value: value.body.value } : undefined;
}

/** A value without the fields that are not sent; a date and the like in it stays what it is. */
function cutTo(sent: unknown, value: unknown): unknown {
  if (Array.isArray(sent) && Array.isArray(value)) return sent.map((one, index) => cutTo(one, value[index]));
  // What has a text of its own (`toJSON`) is sent as that, not as the object that it is.
  if (!isFields(sent) || !isFields(value) || 'toJSON' in value) return isFields(sent) ? sent : value;
  return Object.fromEntries(
    Object.entries(sent).map(([name, one]) => [name, cutTo(one, (value as Record<string, unknown>)[name])]),
  );
}

/** Whether a schema takes what it gives: one that converts does not. */
function isPlain(schema: StandardSchema): boolean {
  const [input, output] = (['input', 'output'] as const).map((direction) => jsonSchemaOf(schema, direction));
  return JSON.stringify(input, withoutDirection) === JSON.stringify(output, withoutDirection);
}

/** What says the same of both sides in other words: a field with a default need not go in, and more fields may. */
function withoutDirection(this: JsonSchema, key: string, value: unknown): unknown {
  const isDirection =
    (key === 'required' && Array.isArray(value)) || (key === 'additionalProperties' && value === false);
  return isDirection ? undefined : value;
}

function wordsOf(issues: readonly Issue[]): string {
  return issues
    .slice(0, MOST_NAMED)
    .map(({ path, message }) => `${path.length === 0 ? 'the value' : `"${path.join('.')}"`}: ${message}`)
    .join('; ');
}

const MOST_NAMED = 5;
