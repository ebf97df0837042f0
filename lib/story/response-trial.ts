import { jsonSchemaOf, type JsonSchema } from '../input/json-schema.js';
import { ResponseSerializer } from '../input/response-serializer.js';
import type { Call } from '../injection/call.js';
import { then } from '../plain/promises.js';
import { toIssue, type Issue, type StandardSchema } from '../plain/standard-schema.js';
import { isData, JsonBody } from '../response/kinds.js';
import { Response } from '../response/response.js';
import type { PlannedRequest } from './plan.js';
import { isSeenByDeveloper, misfit } from './response-schema.js';

/**
 * A handler whose data are held to all that its response schema says, limits and rules included, in debug mode and under the
 * test client. That they have its fields is seen when they are written, in production too.
 */
export function onTrial(handle: Call, schema: StandardSchema): Call {
  const trial = new ResponseTrial(schema);
  return (request, given) => {
    const value = handle(request, given);
    const isTried = isSeenByDeveloper((request as PlannedRequest).plan.runtime);
    // Nothing here may keep the request for later: that would be an object more for each, in production too.
    return isTried ? trial.passed(request as PlannedRequest, value) : value;
  };
}

class ResponseTrial {
  #isPlain: boolean | undefined;

  constructor(private readonly schema: StandardSchema) {}

  /** The value that a handler has returned. @throws TypeError when its data do not fit */
  passed(request: PlannedRequest, value: unknown): unknown {
    return then(value, (one) => this.#passed(request, one));
  }

  #passed(request: PlannedRequest, value: unknown): unknown {
    const data = dataOf(value);
    if (data === undefined) return value;
    const { who } = request.plan;
    const serializer = new ResponseSerializer(this.schema, who);
    const text = serializer.toText(data.value);
    // The answer will say so in more words; of what a schema has converted, it cannot say whether it fits.
    if (serializer.problem !== undefined || !(this.#isPlain ??= isPlain(this.schema))) return value;
    return then(this.#issues(data.value, text), (issues) => {
      if (issues.length > 0) throw new TypeError(misfit(who, wordsOf(issues)));
      return value;
    });
  }

  /**
   * What is refused of a value, and as well of what is sent of it: a strict schema may refuse the fields that are left out, and
   * a date is text only when it is sent.
   */
  #issues(value: unknown, text: string): Issue[] | Promise<Issue[]> {
    return then(this.#validate(value), (ofValue) =>
      ofValue.length === 0
        ? ofValue
        : then(this.#validate(JSON.parse(text)), (ofText) => {
            const paths = ofText.map(({ path }) => path.join('.'));
            return ofValue.filter(({ path }) => paths.includes(path.join('.')));
          }),
    );
  }

  #validate(value: unknown): Issue[] | Promise<Issue[]> {
    const result = this.schema['~standard'].validate(value);
    return then(result, ({ issues = [] }) => issues.map(toIssue));
  }
}

/** The data of a success, in a box since they may be `null`; undefined for pages, files, streams and errors. */
function dataOf(value: unknown): { value: unknown } | undefined {
  if (value instanceof Response)
    return value.body instanceof JsonBody && value.status >= 200 && value.status <= 299 ? value.body : undefined;
  return isData(value) ? { value } : undefined;
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
