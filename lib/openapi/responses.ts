import { STATUS_CODES } from 'node:http';

import { spelledOut, type OperationOptions } from '../classes/operation-options.js';
import type { Route } from '../classes/scanner.js';
import type { Components, Described } from './components.js';
import { contentOf, type Failures } from './failures.js';
import { schemaOfType } from './media-types.js';

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
  const given = Object.entries(said.responses ?? {})
    .filter(([, what]) => what !== undefined)
    .map(([status, what]) => [status, spelledOut(what)] as const);
  const { response } = route.options;
  const bodies = new Map(
    given.flatMap(([status, what]) => {
      const body = bodyOf(what, `${baseName(route)}${status}Response`, components);
      return body === undefined ? [] : [[status, body]];
    }),
  );
  // To readers of the document, a status and its range count before what is said of all others.
  const other = bodies.get('default');
  const success = response && components.add(`${baseName(route)}Response`, response, 'output');
  return {
    ...Object.fromEntries(
      defaultSuccess(route, said, method).map((status) => [status, successful(status, undefined, success)]),
    ),
    ...(hasVariables && { 404: failures.problem('There is nothing at this address.', bodies.get('4XX') ?? other) }),
    ...(hasInput && { 422: failures.validation('The input is not valid.') }),
    '4XX': failures.problem('The request is refused.', other),
    '5XX': failures.problem('The server failed.', other),
    ...Object.fromEntries(
      given.map(([status, { description = '', schema }]) => {
        const body = bodies.get(status);
        // What is not JSON stands beside what the route answers as JSON.
        const beside = schema === undefined && MAY_HAVE_BODY.test(status) ? success : undefined;
        if (body !== undefined) return [status, withBody(status, description, beside ? [body, beside] : [body])];
        if (isSuccess(status)) return [status, successful(status, description, success)];
        const isOfInput = status === '422' && hasInput;
        return [status, isOfInput ? failures.validation(description) : failures.problem(description)];
      }),
    ),
  };
}

/** What is said of a body: its schema, its media type or both. A sentence says nothing of it. */
function bodyOf(
  { schema, type }: ReturnType<typeof spelledOut>,
  name: string,
  components: Components,
): Described | undefined {
  const own = type === undefined ? {} : { mediaTypes: [type] };
  if (schema !== undefined) return { ...components.add(name, schema, 'output'), ...own };
  if (type === undefined) return undefined;
  return { reference: schemaOfType(type), description: undefined, properties: [], mediaTypes: [type] };
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
function withBody(status: string, sentence: string, bodies: readonly Described[]): object {
  const own = bodies.find(({ description }) => description !== undefined)?.description;
  return { description: sentence || (own ?? `${STATUS_CODES[status] ?? 'An answer'}.`), content: contentOf(bodies) };
}

/** `NotesList` */
function baseName({ endpoint }: Route): string {
  return endpoint
    .split('.')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
