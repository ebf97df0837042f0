import type { FastifyInstance } from 'fastify';

import type { Finding } from './errors.js';
import { inputReaderOf } from './input.js';
import type { InputKind } from './input-reader.js';
import { jsonSchemaOf } from './json-schema.js';
import { segments } from './path.js';
import type { ControllerScan, Route } from './scanner.js';
import { isStandardSchema, type StandardSchema } from './standard-schema.js';

/** The option of `createApp({ openapi })`. Other members of an OpenAPI document, `servers` for instance, are taken over. */
export interface OpenApiOptions {
  info: { title: string; version: string; description?: string; [member: string]: unknown };
  [member: string]: unknown;
}

type JsonSchema = Record<string, unknown>;

/** The libraries whose schemas can be described, for messages. */
const ABLE = 'zod 4.2, arktype 2.1.28, or valibot with toStandardJsonSchema() of @valibot/to-json-schema 1.5';

/** What keeps the routes from being described, and responses from being serialised by a schema. */
export function checkSchemas(controllers: readonly ControllerScan[], isDescribed: boolean): Finding[] {
  return controllers.flatMap(({ routes }) => routes.flatMap((route): Finding[] => {
    const { response } = route.options;
    const able = `These libraries can, from these versions on: ${ABLE}.`;
    const ofResponse = response !== undefined && (!isStandardSchema(response) || jsonSchemaOf(response, 'output') === undefined)
      ? [{ who: route.handler, cause: 'the schema of its response cannot tell its JSON Schema', cure: able }]
      : [];
    const ofInputs = inputsOf(route).filter(({ schema }) => isDescribed && isStandardSchema(schema) && jsonSchemaOf(schema, 'input') === undefined)
      .map(({ name }) => ({ who: name, cause: 'its schema cannot tell its JSON Schema, which openapi needs', cure: able }));
    return [...ofResponse, ...ofInputs];
  }));
}

/** Serves the document at `/openapi.json`, and a page that shows it at `/docs`. Nothing of it is loaded before. */
export async function serveOpenApi(fastify: FastifyInstance, document: object): Promise<void> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([import('@fastify/swagger'), import('@fastify/swagger-ui')]);
  await fastify.register(swagger, { mode: 'static', specification: { document: document as never } });
  await fastify.register(swaggerUi, { routePrefix: '/docs', staticCSP: CONTENT_SECURITY_POLICY });
  fastify.get('/openapi.json', () => document);
}

/** The page loads nothing from elsewhere; it sets styles of its own. */
const CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'; base-uri 'none'";

/** An OpenAPI 3.1 document of what the methods say: their paths, their variables, their input classes, their options. */
export function describe(options: OpenApiOptions, controllers: readonly ControllerScan[], baseUrl: string | undefined): object {
  const routes = controllers.flatMap((controller) => controller.routes);
  const components = new Components();
  const nameOf = operationNames(routes);
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    for (const method of route.methods.filter((one) => OPERATIONS.includes(one))) {
      const path = toTemplate(route.path);
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation(route, nameOf(route, method), components) };
    }
  }
  const { components: own = {}, ...rest } = options as OpenApiOptions & { components?: { schemas?: object } };
  return {
    openapi: '3.1.0',
    ...(baseUrl !== undefined && { servers: [{ url: baseUrl }] }),
    tags: [...new Set(routes.flatMap(tagsOf))].map((name) => ({ name })),
    ...rest,
    paths,
    components: { ...own, schemas: { ...components.schemas, Problem: PROBLEM, ...own.schemas } },
  };
}

/** The methods that OpenAPI knows; HEAD comes with GET, and OPTIONS by itself. */
const OPERATIONS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** RFC 9457. */
const PROBLEM = {
  type: 'object',
  description: 'An error (RFC 9457).',
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, instance: { type: 'string' },
    errors: {
      type: 'array',
      description: 'What is not valid in the input.',
      items: {
        type: 'object',
        properties: { path: { type: 'array', items: { type: ['string', 'integer'] } }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status'],
};

/** The schemas that operations refer to, each under a name of its own. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};
  readonly #known = new Map<object, string>();

  /** The name of a schema, which is added unless it is there. */
  add(wanted: string, schema: StandardSchema, direction: 'input' | 'output', change: (schema: JsonSchema) => JsonSchema = (same) => same): string {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const plain = wanted.replace(/[^\w.-]/g, '') || 'Schema';
    let name = plain;
    for (let count = 2; name in this.schemas || name === 'Problem'; count++) name = `${plain}${count}`;
    this.#known.set(schema, name);
    const { $schema: _dialect, ...body } = jsonSchemaOf(schema, direction) ?? {};
    this.schemas[name] = change(withReferences(body, `#/components/schemas/${name}`) as JsonSchema);
    return name;
  }
}

/** A schema's references to itself begin where it now stands. */
function withReferences(value: unknown, base: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withReferences(one, base));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [
    key, key === '$ref' && typeof one === 'string' ? one.replace(/^#/, base) : withReferences(one, base),
  ]));
}

function operation(route: Route, id: string, components: Components): object {
  const inputs = inputsOf(route);
  const { response, summary } = route.options;
  const body = inputs.find(({ kind }) => kind !== 'query');
  const problem = (description: string): object => ({ description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } });
  return {
    operationId: id,
    ...(summary !== undefined && { summary }),
    tags: tagsOf(route),
    parameters: [...pathParameters(route), ...inputs.filter(({ kind }) => kind === 'query').flatMap((input) => queryParameters(input, components))],
    ...(body !== undefined && { requestBody: { required: true, content: bodyContent(body, components) } }),
    responses: {
      200: { description: 'Success.', ...(response !== undefined && { content: { 'application/json': { schema: reference(components.add(`${route.endpoint.split('.').map(capital).join('')}Response`, response, 'output')) } } }) },
      ...(route.variables.length > 0 && { 404: problem('There is nothing at this address.') }),
      ...(inputs.length > 0 && { 422: problem('The input is not valid.') }),
      default: problem('An error.'),
    },
  };
}

/** Gives each operation a name: its method's own, or its endpoint's when several controllers have such a method. */
function operationNames(routes: readonly Route[]): (route: Route, method: string) => string {
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

const VARIABLE_SCHEMAS = new Map<unknown, JsonSchema>([
  [Number, { type: 'number' }], [BigInt, { type: 'integer' }], [Boolean, { type: 'boolean' }], [String, { type: 'string', minLength: 1 }],
]);

function pathParameters({ variables, method: { signature } }: Route): object[] {
  const types = (signature.types ?? []).filter((type) => VARIABLE_SCHEMAS.has(type));
  return variables.map((name, index) => ({
    name: name === '*' ? 'path' : name, in: 'path', required: true, schema: VARIABLE_SCHEMAS.get(types[index]) ?? { type: 'string' },
  }));
}

function queryParameters({ name, schema }: Input, components: Components): object[] {
  const key = components.add(name, schema, 'input');
  const { properties = {}, required = [] } = components.schemas[key] as { properties?: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([property, value]) => ({
    name: property, in: 'query', required: required.includes(property), schema: value,
  }));
}

function bodyContent({ kind, name, schema }: Input, components: Components): object {
  const key = components.add(name, schema, 'input', kind === 'form' ? withFiles : undefined);
  if (kind === 'json') return { 'application/json': { schema: reference(key) } };
  const properties = Object.values((components.schemas[key]?.['properties'] ?? {}) as Record<string, JsonSchema>);
  const hasFiles = properties.some((property) => isFile(property) || isFile(property['items'] as JsonSchema | undefined));
  return {
    ...(!hasFiles && { 'application/x-www-form-urlencoded': { schema: reference(key) } }),
    'multipart/form-data': { schema: reference(key) },
  };
}

/** JSON Schema has no word for a file. What it says nothing of in a form is one. */
function withFiles(schema: JsonSchema): JsonSchema {
  const toFile = (property: unknown): unknown => (isEmptySchema(property) ? FILE : isEmptySchema((property as JsonSchema)['items']) ? { ...(property as JsonSchema), items: FILE } : property);
  const properties = Object.entries((schema['properties'] ?? {}) as JsonSchema).map(([name, property]) => [name, toFile(property)]);
  return { ...schema, properties: Object.fromEntries(properties) as JsonSchema };
}

const FILE = { type: 'string', contentMediaType: 'application/octet-stream' };

function isFile(schema: JsonSchema | undefined): boolean {
  return schema?.['contentMediaType'] === FILE.contentMediaType;
}

function isEmptySchema(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Object.keys(schema).every((key) => ['title', 'description'].includes(key));
}

interface Input {
  kind: InputKind;
  /** The class's name. */
  name: string;
  schema: StandardSchema;
}

function inputsOf({ method: { signature } }: Route): Input[] {
  return (signature.types ?? []).flatMap((type) => {
    const reader = inputReaderOf(type);
    return reader === undefined ? [] : [{ kind: reader.kind, schema: reader.schema, name: (type as { name: string }).name }];
  });
}

function tagsOf({ options, controller }: Route): readonly string[] {
  return options.tags ?? [controller.name];
}

/** `/users/:id` is `/users/{id}`. */
function toTemplate(path: string): string {
  return segments(path).map(({ text, variable }) => (variable ? `{${text === '*' ? 'path' : text}}` : text)).join('');
}

function reference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
