import type { Class } from '../classes/metadata.js';
import type { SecurityRequirement } from '../classes/operation-options.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/** The option of `createApp({ openapi })`. */
export interface OpenApiOptions {
  /** What the document says of the app: its title and its version at least. */
  info: { title: string; version: string; description?: string; [member: string]: unknown };
  /** The path that the API lies below, `/api`: the document has no other routes. Default all are in it. */
  routes?: string;
  /** Where the page is that shows the document, or `false` for none; default `/docs`. */
  path?: string | false;
  /** A class with a `@FromRequest()` factory, which must succeed to see the document and the page. Default anybody may. */
  guard?: Class;
  /** What a client must show where nothing else is said; default nothing. */
  security?: readonly SecurityRequirement[];
  /** What the app's error handlers answer as JSON, for all routes of the document; default `application/problem+json`. */
  errors?: StandardSchema;
  /** Where the API is served; default `baseUrl`. */
  servers?: readonly { url: string; description?: string; [member: string]: unknown }[];
  /** Groups, in the order of the page, with their descriptions; those that are not named come after. */
  tags?: readonly { name: string; description?: string; [member: string]: unknown }[];
  /** Further paths, as OpenAPI writes them: those of plugins. */
  paths?: Record<string, object>;
  /** `securitySchemes`, and further `schemas`. */
  components?: { schemas?: Record<string, object>; [kind: string]: object | undefined };
  /** What the app calls by itself, as OpenAPI writes it. */
  webhooks?: Record<string, object>;
  /** A link to more. */
  externalDocs?: { url: string; description?: string };
  /** The dialect of all schemas. */
  jsonSchemaDialect?: string;
  /** Extensions of OpenAPI. */
  [extension: `x-${string}`]: unknown;
}

/** The members of the option, but for extensions. */
export const OPENAPI_NAMES: readonly string[] = [
  'info',
  'routes',
  'path',
  'guard',
  'security',
  'errors',
  'servers',
  'tags',
  'paths',
  'components',
  'webhooks',
  'externalDocs',
  'jsonSchemaDialect',
];

/** Where the page is, unless the app says otherwise. */
export const DEFAULT_PATH = '/docs';
