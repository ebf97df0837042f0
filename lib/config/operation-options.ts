import { isJsonType, isMediaType } from '../openapi/media-types.js';
import { shownBriefly } from '../plain/shown.js';
import type { Finding } from '../plain/setup-error.js';
import { isStandardSchema } from '../plain/standard-schema.js';
import { findUnknown, kindOf } from './option-kinds.js';

/** What may be said of an operation, and of which kind it is. */
const OPERATION: Readonly<Record<string, string>> = {
  summary: 'text',
  description: 'text',
  tags: 'a list',
  operationId: 'text',
  deprecated: 'true or false',
  security: 'a list',
  status: 'number',
  responses: 'an object',
};

/** What factories may say. */
const DEMANDS: readonly string[] = ['security', 'responses'];

/** What is wrong with what a route, a controller or a blueprint says to the API's document. */
export function checkOperation(who: string, said: unknown): Finding[] {
  if (said === undefined || said === false) return [];
  if (kindOf(said) === 'an object') return checkMembers(who, said as object, Object.keys(OPERATION));
  return [
    found(who, `it is ${shownBriefly(said)}`, "Write openapi: { summary: 'All notes' }, or false to leave it out."),
  ];
}

/** The same of what a factory's class says by `static openapi`. */
export function checkDemands(who: string, said: unknown): Finding[] {
  if (said === undefined) return [];
  if (kindOf(said) === 'an object') return checkMembers(who, said as object, DEMANDS);
  return [found(who, `it is ${shownBriefly(said)}`, 'Write static openapi = { security: [{ token: [] }] }.')];
}

function checkMembers(who: string, said: object, names: readonly string[]): Finding[] {
  const given = Object.entries(said).filter(([name, value]) => names.includes(name) && value !== undefined);
  const misfits = given.filter(([name, value]) => kindOf(value) !== OPERATION[name]);
  const { status, responses } = said as { status?: unknown; responses?: unknown };
  return [
    ...findUnknown(who, said, names),
    ...misfits.map(([name, value]) =>
      found(
        who,
        `its ${name} is ${shownBriefly(value)}`,
        `It must be ${OPERATION[name] === 'number' ? 'a number' : OPERATION[name]}.`,
      ),
    ),
    ...(typeof status === 'number' && !isSuccess(status)
      ? [found(who, `its status is ${status}, which is not one of success`, 'Write 200 to 399; errors are thrown.')]
      : []),
    ...(kindOf(responses) === 'an object' ? checkResponses(who, responses as object) : []),
  ];
}

function checkResponses(who: string, responses: object): Finding[] {
  return Object.entries(responses).flatMap(([status, what]: [string, unknown]) => {
    if (!/^(?:[1-5](?:\d\d|XX)|default)$/.test(status))
      return [found(who, `'${status}' is not a status of a response`, "Write { 404: 'No such note' }.")];
    if (what === undefined || typeof what === 'string' || isStandardSchema(what)) return [];
    if (kindOf(what) === 'an object') return checkResponse(`response ${status} of ${who}`, what as object);
    const cause = `what it says of the response ${status} is ${shownBriefly(what)}`;
    return [found(who, cause, "Write a sentence, { 404: 'No such note' }, or a schema.")];
  });
}

/** What may be said of a response that a sentence or a schema does not say. */
const RESPONSE: readonly string[] = ['description', 'type', 'schema'];

function checkResponse(who: string, said: { description?: unknown; type?: unknown; schema?: unknown }): Finding[] {
  const { description, type, schema } = said;
  const unknown = findUnknown(who, said, RESPONSE);
  if (unknown.length > 0) return unknown;
  if (description !== undefined && typeof description !== 'string')
    return [found(who, `its description is ${shownBriefly(description)}`, 'It must be text.')];
  if (type !== undefined && !isMediaType(type))
    return [found(who, `its type is ${shownBriefly(type)}`, "Write a media type, type: 'application/pdf'.")];
  if (schema === undefined) return type === undefined ? [found(who, NEITHER, SENTENCE_ALONE)] : [];
  if (!isStandardSchema(schema))
    return [found(who, `its schema is ${shownBriefly(schema)}`, 'Give it one of zod, valibot, arktype or the like.')];
  if (type === undefined || isJsonType(type)) return [];
  const cause = `it has a schema, which is of JSON, and the type '${type}'`;
  return [found(who, cause, "Take the schema out, or write a type of JSON: 'application/geo+json'.")];
}

const NEITHER = 'it has neither a type nor a schema';
const SENTENCE_ALONE =
  "Write the sentence alone, { 404: 'No such note' }, or say what is sent: type: 'application/pdf', or schema: Note.";

function isSuccess(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 399;
}

function found(who: string, cause: string, cure: string): Finding {
  return { code: 'PH504', who, cause, cure };
}
