import { inputsOf, type DeclaredInput } from '../input/input.js';
import { isBody } from '../input/kinds.js';
import { FILE_TYPE, type JsonSchema } from '../input/json-schema.js';
import { isPathClass } from '../classes/path-class.js';
import type { Route } from '../classes/scanner.js';
import { reference, type Components, type Described } from './components.js';
import type { PathVariable } from './paths.js';

/** An operation of the document: what a route takes and gives when it is asked by one HTTP method. */
export function operation(
  route: Route,
  method: string,
  id: string,
  variables: readonly PathVariable[],
  components: Components,
): object {
  const { response, summary } = route.options;
  const inputs = inputsOf(route.method.signature.types);
  const fields = inputs.filter(({ reader }) => !isBody(reader.kind));
  const bodies = inputs.filter(({ reader }) => isBody(reader.kind));
  return {
    operationId: id,
    ...(summary !== undefined && { summary }),
    tags: tagsOf(route),
    parameters: [...pathParameters(route, variables), ...fields.flatMap((input) => fieldParameters(input, components))],
    ...(bodies.length > 0 && { requestBody: requestBody(bodies, components) }),
    responses: {
      // Of a write it is not known whether it answers 200, 201 or 204.
      [method === 'GET' ? '200' : '2XX']: {
        description: 'Success.',
        ...(response !== undefined && {
          content: {
            'application/json': {
              schema: components.add(`${route.endpoint.split('.').map(capital).join('')}Response`, response, 'output')
                .reference,
            },
          },
        }),
      },
      ...(variables.length > 0 && { 404: problem('There is nothing at this address.') }),
      ...(inputs.length > 0 && { 422: problem('The input is not valid.') }),
      '4XX': problem('The request is refused.'),
      '5XX': problem('The server failed.'),
    },
  };
}

/** Gives each operation a name: its method's own, or its endpoint's when several controllers have such a method. */
export function operationNames(routes: readonly Route[]): (route: Route, method: string) => string {
  const taken = new Set<string>();
  return (route, method) => {
    const name = route.method.method;
    const isAlone = routes.every((other) => other.method.method !== name || other.endpoint === route.endpoint);
    const base = isAlone ? name : route.endpoint;
    // Several HTTP methods and paths may lead to one method of the class.
    let id = base;
    for (let count = 1; taken.has(id); count++) id = `${base}.${method.toLowerCase()}${count === 1 ? '' : count}`;
    taken.add(id);
    return id;
  };
}

/** What groups a route. */
export function tagsOf({ options, controller }: Route): readonly string[] {
  return options.tags ?? [controller.name];
}

const VARIABLE_SCHEMAS = new Map<unknown, JsonSchema>([
  [Number, { type: 'number' }],
  [BigInt, { type: 'integer' }],
  [Boolean, { type: 'boolean' }],
  [String, { type: 'string', minLength: 1 }],
]);

function pathParameters({ method: { signature } }: Route, variables: readonly PathVariable[]): object[] {
  const types = (signature.types ?? []).filter((type) => VARIABLE_SCHEMAS.has(type) || isPathClass(type));
  return variables.map(({ name, expression, isRest }, index) => {
    const schema = VARIABLE_SCHEMAS.get(types[index]) ?? { type: 'string' };
    return {
      name,
      in: 'path',
      required: true,
      ...(isRest && { description: 'The rest of the path, slashes included.' }),
      schema: { ...schema, ...(expression !== undefined && schema['type'] === 'string' && { pattern: expression }) },
    };
  });
}

function fieldParameters({ name, reader }: DeclaredInput, components: Components): object[] {
  return components.add(name, reader.schema, 'input').properties.map(({ name: property, isRequired, schema }) => {
    const { description, ...rest } = schema;
    return {
      name: property,
      in: reader.kind,
      required: isRequired && !mayBeEmpty(schema),
      ...(typeof description === 'string' && { description }),
      schema: rest,
    };
  });
}

/** A list of which nothing is sent is empty. */
function mayBeEmpty({ type, minItems = 0 }: JsonSchema): boolean {
  return type === 'array' && minItems === 0;
}

/** Several classes may read one body: it then fits each of them. */
function requestBody(bodies: readonly DeclaredInput[], components: Components): object {
  const described = bodies.map(({ name, reader }) => components.add(name, reader.schema, 'input'));
  const content = {
    schema: described.length === 1 ? described[0]!.reference : { allOf: described.map((one) => one.reference) },
  };
  if (bodies[0]!.reader.kind === 'json') return { required: true, content: { 'application/json': content } };
  return {
    required: described.some(({ properties }) => properties.some(({ isRequired }) => isRequired)),
    content: {
      ...(!described.some(hasFiles) && { 'application/x-www-form-urlencoded': content }),
      'multipart/form-data': content,
    },
  };
}

function hasFiles({ properties }: Described): boolean {
  return properties.some(({ schema }) => JSON.stringify(schema).includes(`"contentMediaType":"${FILE_TYPE}"`));
}

function problem(description: string): object {
  return { description, content: { 'application/problem+json': { schema: reference('Problem') } } };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
