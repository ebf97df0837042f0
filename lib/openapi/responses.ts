import { STATUS_CODES } from 'node:http';

import type { OperationOptions } from '../classes/operation-options.js';
import type { Route } from '../classes/scanner.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import type { Components, Described } from './components.js';
import { contentOf, type Failures } from './failures.js';

interface Answering {
  route: Route;
  said: OperationOptions;
  method: string;
  hasVariables: boolean;
  hasInput: boolean;
}

/** What an operation answers: what is known of each route, and what is said of this one, which wins. */
export function responses(
  { route, said, method, hasVariables, hasInput }: Answering,
  components: Components,
  failures: Failures,
): object {
  const given = Object.entries(said.responses ?? {}).filter(([, what]) => what !== undefined);
  const { response } = route.options;
  const schemas = new Map(
    given.flatMap(([status, what]) =>
      typeof what === 'string'
        ? []
        : [[status, components.add(`${baseName(route)}${status}Response`, what as StandardSchema, 'output')]],
    ),
  );
  // To readers of the document, a status and its range count before what is said of all others.
  const other = schemas.get('default');
  const success = response && components.add(`${baseName(route)}Response`, response, 'output');
  return {
    ...Object.fromEntries(
      defaultSuccess(route, said, method).map((status) => [status, successful(status, undefined, success)]),
    ),
    ...(hasVariables && { 404: failures.problem('There is nothing at this address.', schemas.get('4XX') ?? other) }),
    ...(hasInput && { 422: failures.validation('The input is not valid.') }),
    '4XX': failures.problem('The request is refused.', other),
    '5XX': failures.problem('The server failed.', other),
    ...Object.fromEntries(
      given.map(([status, what]) => [
        status,
        typeof what !== 'string'
          ? withSchema(status, schemas.get(status)!)
          : isSuccess(status)
            ? successful(status, what, success)
            : status === '422' && hasInput
              ? failures.validation(what)
              : failures.problem(what),
      ]),
    ),
  };
}

/** Of a write it is not known whether it answers 200, 201 or 204, unless somebody says so. */
function defaultSuccess(route: Route, { status, responses: said = {} }: OperationOptions, method: string): string[] {
  if (status !== undefined) return [String(status)];
  if (Object.keys(said).some((one) => one.startsWith('2')) || redirectsAlone(route)) return [];
  return [method === 'GET' ? '200' : '2XX'];
}

/** Whether a route itself says that it redirects, and nothing of another success; a 304 comes instead of one. */
function redirectsAlone({ options: { response, openapi } }: Route): boolean {
  if (response !== undefined || !openapi) return false;
  return Object.keys(openapi.responses ?? {}).some((one) => one.startsWith('3') && one !== '304');
}

function isSuccess(status: string): boolean {
  return /^[23]/.test(status);
}

function successful(status: string, sentence: string | undefined, described: Described | undefined): object {
  const description = sentence ?? described?.description ?? 'Success.';
  return {
    description,
    ...(described !== undefined && MAY_HAVE_BODY.test(status) && { content: contentOf([described]) }),
  };
}

/** Neither 204 nor 205, nor redirects. */
const MAY_HAVE_BODY = /^2(?:0[^45]|[^0]|XX)/;

/** An error, too, may be told by what a handler returns with its status. */
function withSchema(status: string, described: Described): object {
  const description = described.description ?? `${STATUS_CODES[status] ?? 'An answer'}.`;
  return { description, content: contentOf([described]) };
}

/** `NotesList` */
function baseName({ endpoint }: Route): string {
  return endpoint
    .split('.')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
