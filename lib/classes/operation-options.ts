import { isStandardSchema, type StandardSchema } from '../plain/standard-schema.js';

/** What a client must show, by the names of the document's `securitySchemes`: all of one object, and of a list any. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** Responses by status: a sentence that describes one, the schema of the JSON that the handler sends with it, or both and more. */
export type DocumentedResponses = Readonly<
  Record<number | `${number}XX` | 'default', string | StandardSchema | DocumentedResponse>
>;

/** A response that is not JSON, `{ description: 'The invoice', type: 'application/pdf' }`, or a schema with more than itself. */
export type DocumentedResponse =
  | {
      /** A sentence; Markdown is shown as such. */
      description?: string;
      /** The media type, or a range of them: `image/*`. */
      type: `${string}/${string}`;
      schema?: undefined;
    }
  | {
      /** A sentence; default what the schema says of itself. */
      description?: string;
      /** The schema of the JSON that the handler sends. */
      schema: StandardSchema;
      /** The media type, when it is another of JSON: `application/geo+json`. */
      type?: `${string}/json` | `${string}/${string}+json`;
    };

/** What is said of a response, however it is written. */
export function spelledOut(what: DocumentedResponses[number] | undefined): {
  description?: string;
  type?: string;
  schema?: StandardSchema | undefined;
} {
  if (typeof what === 'string') return { description: what };
  return isStandardSchema(what) ? { schema: what } : (what ?? {});
}

/** What a class with a `@FromRequest()` factory demands of each route that declares it, as `static openapi`. */
export interface Demands {
  /** What the client must show; default nothing. */
  security?: readonly SecurityRequirement[];
  /** What the factory may answer instead of the route: `{ 401: 'Nobody is logged in.' }`. */
  responses?: Partial<DocumentedResponses>;
}

/** What the API's document says of a route, or of all routes of a controller or blueprint; what is nearer to the route wins. */
export interface OperationOptions extends Demands {
  /** A few words. */
  summary?: string;
  /** Sentences; Markdown is shown as such. */
  description?: string;
  /** Groups, those of the blueprint and the controller first; default the controller's name. */
  tags?: readonly string[];
  /** The name that clients are generated with; default the method's. */
  operationId?: string;
  /** Whether clients should do without it; default false. */
  deprecated?: boolean;
  /** The status of success, which also is sent with what a handler returns and that has none of its own. Default 200. */
  status?: number;
}
