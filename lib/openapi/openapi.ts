import type { FastifyInstance } from 'fastify';

import { escapeHtml } from '../response/html.js';
import { spelledOut } from '../classes/operation-options.js';
import type { ControllerScan } from '../classes/scanner.js';
import { allInputsOf } from '../input/input.js';
import { SetupError } from '../plain/setup-error.js';
import { Whereabouts } from './behind-proxy.js';
import { Components, sideOf } from './components.js';
import { operation, operationNames, type DocumentedRoute } from './operations.js';
import { DEFAULT_PATH, type OpenApiOptions } from './options.js';
import { Failures } from './failures.js';
import { Paths } from './paths.js';
import { hooksBefore, isDocumented, saidOf, typesBefore } from './said.js';

/** An OpenAPI 3.1 document of what the methods say: their paths, their variables, their input classes, their options. */
export function describe(
  options: OpenApiOptions,
  controllers: readonly ControllerScan[],
  baseUrl: string | undefined,
): object {
  const {
    paths: ownPaths = {},
    components: own = {},
    tags: ownTags = [],
    routes: below,
    path,
    guard,
    errors,
    ...rest
  } = options;
  const routes = documentedRoutes(controllers, below);
  const components = new Components(Object.keys(own.schemas ?? {}));
  nameInputs(routes, components);
  const failures = new Failures(components, errors && components.add('Error', errors, 'output'));
  const nameOf = operationNames(routes);
  const paths = new Paths();
  for (const one of routes) {
    for (const method of one.route.methods.filter((name) => OPERATIONS.includes(name))) {
      for (const { variables, put } of paths.of(one.route.path, method))
        put(operation(one, method, nameOf(one, method), variables, components, failures));
    }
  }
  const document = {
    openapi: '3.1.0',
    ...(baseUrl !== undefined && { servers: [{ url: baseUrl }] }),
    tags: withUnnamed(ownTags, routes),
    ...rest,
    paths: withOwn(paths.toObject(), ownPaths),
  };
  return { ...document, components: { ...own, schemas: { ...components.used(document), ...own.schemas } } };
}

/** First what clients send, so that its names do not hang on the order of the routes. */
function nameInputs(routes: readonly DocumentedRoute[], components: Components): void {
  const inputs = routes.flatMap(({ types }) => allInputsOf(types));
  const outputs = routes.flatMap(({ route, said }) => [
    route.options.response,
    ...Object.values(said.responses ?? {}).map((what) => spelledOut(what).schema),
  ]);
  for (const { reader } of inputs) components.reserve(reader.schema, sideOf(reader));
  for (const schema of outputs) if (schema !== undefined) components.reserve(schema, 'output');
  for (const { name, reader } of inputs) components.add(name, reader.schema, sideOf(reader));
}

function documentedRoutes(controllers: readonly ControllerScan[], below: string | undefined): DocumentedRoute[] {
  const hooks = hooksBefore(controllers);
  return controllers
    .flatMap((controller) => controller.routes)
    .filter((route) => isDocumented(route, below))
    .map((route) => {
      const types = typesBefore(route, hooks);
      return { route, types, said: saidOf(route, types) };
    });
}

/** What is written of a path that the app has, too, is added to what it has. */
function withOwn(paths: Readonly<Record<string, object>>, own: NonNullable<OpenApiOptions['paths']>): object {
  const both = Object.entries(own).map(([path, item]) => [path, { ...paths[path], ...item }]);
  return { ...paths, ...Object.fromEntries(both) };
}

/** The groups that the app tells of, and then those that it does not. */
function withUnnamed(given: NonNullable<OpenApiOptions['tags']>, routes: readonly DocumentedRoute[]): object[] {
  const known = given.map(({ name }) => name);
  const used = new Set(routes.flatMap(({ said }) => said.tags ?? []));
  return [...given, ...[...used].filter((name) => !known.includes(name)).map((name) => ({ name }))];
}

/** The methods that OpenAPI knows; HEAD comes with GET, and OPTIONS by itself. */
const OPERATIONS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** Serves the document at `/openapi.json`, and the page that shows it. Nothing of it is loaded before. */
export async function serveOpenApi(
  fastify: FastifyInstance,
  document: object,
  { path = DEFAULT_PATH, info, servers }: OpenApiOptions,
  basePath: string,
): Promise<void> {
  const at = path === false ? undefined : path.replace(/\/+$/, '');
  refuseTaken(fastify, at);
  const text = JSON.stringify(document);
  const whereabouts = new Whereabouts(basePath, servers !== undefined);
  fastify.get('/openapi.json', (request, reply) => {
    const own = whereabouts.documentFor(request, document);
    return reply.type('application/json; charset=utf-8').send(own === document ? text : JSON.stringify(own));
  });
  if (at === undefined) return;
  whereabouts.movePage(fastify, at);
  // To the page's plugin, no path is one of its own.
  await servePage(fastify, document, at || '/', info.title, basePath, whereabouts);
}

/** What a plugin serves is known only now, and the page's own plugin would throw where nobody can catch it. */
function refuseTaken(fastify: FastifyInstance, at: string | undefined): void {
  const isTaken = (url: string): boolean => fastify.hasRoute({ method: 'GET', url });
  const finding = { code: 'PH221', who: 'openapi' } as const;
  if (isTaken('/openapi.json'))
    throw new SetupError([
      { ...finding, cause: 'GET /openapi.json is served already, by a plugin', cure: 'Change the path of that.' },
    ]);
  if (at === undefined || !PATHS_OF_PAGE.some((below) => isTaken(`${at}${below}` || '/'))) return;
  throw new SetupError([
    {
      ...finding,
      cause: `its page is to be at ${at || '/'}, and a plugin serves that already`,
      cure: "Write another path: openapi: { path: '/api-docs' }, or false for no page.",
    },
  ]);
}

const PATHS_OF_PAGE = ['', '/', '/json', '/yaml', '/*', '/static/*', '/static/index.html'];

async function servePage(
  fastify: FastifyInstance,
  document: object,
  path: string,
  title: string,
  basePath: string,
  whereabouts: Whereabouts,
): Promise<void> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ]);
  await fastify.register(swagger, { mode: 'static', specification: { document: document as never } });
  await fastify.register(swaggerUi, {
    routePrefix: path,
    indexPrefix: basePath,
    transformSpecification: (own, request) => whereabouts.documentFor(request, own),
    // What it gives is not changed.
    transformSpecificationClone: false,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: escapeHtml(title) },
    uiConfig: PAGE,
  });
}

/** Without the bar on top, which is Fastify's. A token that was typed in stays when the page is loaded again. */
const PAGE = { layout: 'BaseLayout', persistAuthorization: true, validatorUrl: null };

/** The page loads nothing from elsewhere; it sets styles of its own. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'; base-uri 'none'";
