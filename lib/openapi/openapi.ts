import type { FastifyInstance } from 'fastify';

import { escapeHtml } from '../response/html.js';
import type { ControllerScan } from '../classes/scanner.js';
import { Components } from './components.js';
import { operation, operationNames, tagsOf } from './operations.js';
import { Paths } from './paths.js';

/** The option of `createApp({ openapi })`. Other members of an OpenAPI document, `servers` for instance, are taken over. */
export interface OpenApiOptions {
  /** What the document says of the app: its title and its version at least. */
  info: { title: string; version: string; description?: string; [member: string]: unknown };
  /** Any other member of an OpenAPI document. */
  [member: string]: unknown;
}

/** The members that are put together with those that the routes give. */
interface OwnMembers {
  paths?: Record<string, object>;
  components?: { schemas?: Record<string, object>; [kind: string]: unknown };
}

/** An OpenAPI 3.1 document of what the methods say: their paths, their variables, their input classes, their options. */
export function describe(
  options: OpenApiOptions,
  controllers: readonly ControllerScan[],
  baseUrl: string | undefined,
): object {
  const { paths: ownPaths, components: own = {}, ...rest } = options as OpenApiOptions & OwnMembers;
  const routes = controllers.flatMap((controller) => controller.routes);
  const components = new Components(Object.keys(own.schemas ?? {}));
  const nameOf = operationNames(routes);
  const paths = new Paths();
  for (const route of routes) {
    for (const method of route.methods.filter((one) => OPERATIONS.includes(one))) {
      for (const { variables, put } of paths.of(route.path, method))
        put(operation(route, method, nameOf(route, method), variables, components));
    }
  }
  const document = {
    openapi: '3.1.0',
    ...(baseUrl !== undefined && { servers: [{ url: baseUrl }] }),
    tags: [...new Set(routes.flatMap(tagsOf))].map((name) => ({ name })),
    ...rest,
    paths: { ...paths.toObject(), ...ownPaths },
  };
  return { ...document, components: { ...own, schemas: { ...components.used(document), ...own.schemas } } };
}

/** The methods that OpenAPI knows; HEAD comes with GET, and OPTIONS by itself. */
const OPERATIONS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** Serves the document at `/openapi.json`, and a page that shows it at `/docs`. Nothing of it is loaded before. */
export async function serveOpenApi(
  fastify: FastifyInstance,
  document: object,
  title: string,
  basePath: string,
): Promise<void> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ]);
  await fastify.register(swagger, { mode: 'static', specification: { document: document as never } });
  // Without the bar on top, which is Fastify's.
  const uiConfig = { layout: 'BaseLayout' };
  await fastify.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: basePath,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: escapeHtml(title) },
    uiConfig,
  });
  const text = JSON.stringify(document);
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
}

/** The page loads nothing from elsewhere; it sets styles of its own. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'; base-uri 'none'";
