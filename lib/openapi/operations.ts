import type { OperationOptions } from '../classes/operation-options.js';
import type { Route } from '../classes/scanner.js';
import { allInputsOf, type DeclaredInput } from '../input/input.js';
import { isBody } from '../input/kinds.js';
import { FILE_TYPE } from '../input/json-schema.js';
import { mayHaveBody } from '../plain/methods.js';
import { sideOf, type Components, type Described } from './components.js';
import type { Failures } from './failures.js';
import { fieldParameters, pathParameters } from './parameters.js';
import type { PathVariable } from './paths.js';
import { responses } from './responses.js';

/** A route of the document, and what is said of it. */
export interface DocumentedRoute {
  route: Route;
  said: OperationOptions;
  /** The types of the parameters that are filled before it answers, those of hooks included. */
  types: readonly unknown[];
}

/** An operation of the document: what a route takes and gives when it is asked by one HTTP method. */
export function operation(
  { route, said, types }: DocumentedRoute,
  method: string,
  id: string,
  variables: readonly PathVariable[],
  components: Components,
  failures: Failures,
): object {
  const { summary, description, deprecated, security, tags } = said;
  const inputs = allInputsOf(types);
  const bodies = inputs.filter(({ reader }) => isBody(reader.kind) && mayHaveBody(method));
  const fields = inputs.filter(({ reader }) => !isBody(reader.kind));
  return {
    operationId: id,
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    tags,
    ...(deprecated === true && { deprecated }),
    parameters: [...pathParameters(route, variables), ...fieldParameters(fields, components)],
    ...(bodies.length > 0 && { requestBody: requestBody(bodies, components) }),
    responses: responses(
      { route, said, method, hasVariables: variables.length > 0, hasInput: inputs.some(({ isMade }) => !isMade) },
      components,
      failures,
    ),
    ...(security !== undefined && { security }),
  };
}

/** Gives each operation a name: what is said, its method's own, or its endpoint's when several controllers have such a method. */
export function operationNames(routes: readonly DocumentedRoute[]): (route: DocumentedRoute, method: string) => string {
  const taken = new Set<string>();
  const written = new Set(routes.map(({ said }) => said.operationId));
  return ({ route, said }, method) => {
    const name = route.method.method;
    const isAlone =
      !written.has(name) &&
      routes.every(({ route: other }) => other.method.method !== name || other.endpoint === route.endpoint);
    const base = said.operationId ?? (isAlone ? name : route.endpoint);
    // Several HTTP methods and paths may lead to one method of the class.
    let id = base;
    const isTaken = (): boolean => taken.has(id) || (written.has(id) && id !== said.operationId);
    for (let count = 1; isTaken(); count++) id = `${base}.${method.toLowerCase()}${count === 1 ? '' : count}`;
    taken.add(id);
    return id;
  };
}

type DescribedBody = DeclaredInput & Described;

/** A body is JSON or a form. Where factories of their own make all classes of it, it may be either. */
function requestBody(bodies: readonly DeclaredInput[], components: Components): object {
  const needed = bodies.find(({ isMade }) => !isMade);
  const read = needed === undefined ? bodies : bodies.filter(({ reader }) => isJson(reader) === isJson(needed.reader));
  const described = read.map((one): DescribedBody => ({
    ...one,
    ...components.add(one.name, one.reader.schema, sideOf(one.reader)),
  }));
  const json = described.filter(({ reader }) => isJson(reader));
  const form = described.filter(({ reader }) => !isJson(reader));
  const { description } = described[0]!;
  return {
    ...(described.length === 1 && description !== undefined && { description }),
    required: described.some(isNeeded),
    content: {
      ...(json.length > 0 && { 'application/json': { schema: fittingEach(json) } }),
      ...(form.length > 0 && formContent(form)),
    },
  };
}

function isJson({ kind }: DeclaredInput['reader']): boolean {
  return kind === 'json';
}

/** A class that a factory makes may do without a body. */
function isNeeded({ reader, isMade, properties }: DescribedBody): boolean {
  return !isMade && (isJson(reader) || properties.some(({ isRequired }) => isRequired));
}

/** Several classes may read one body: it then fits each of them. */
function fittingEach(described: readonly Described[]): object {
  return described.length === 1 ? described[0]!.reference : { allOf: described.map((one) => one.reference) };
}

function formContent(described: readonly Described[]): object {
  const content = { schema: fittingEach(described) };
  return {
    ...(!described.some(hasFiles) && { 'application/x-www-form-urlencoded': content }),
    'multipart/form-data': content,
  };
}

function hasFiles({ properties }: Described): boolean {
  return properties.some(({ schema }) => JSON.stringify(schema).includes(`"contentMediaType":"${FILE_TYPE}"`));
}
