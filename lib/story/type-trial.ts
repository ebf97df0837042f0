import { FileBody } from '../files/send-file.js';
import { isWithin, withoutParameters } from '../openapi/media-types.js';
import { then } from '../plain/promises.js';
import { Abort } from '../response/abort.js';
import { HTML } from '../response/kinds.js';
import { Redirect } from '../response/redirect.js';
import { Response, toResponse } from '../response/response.js';
import { Rendering } from '../templates/templates.js';
import { isAnsweredByHand } from './by-hand.js';
import type { PlannedRequest } from './plan.js';
import type { RouteSchemas } from './response-schemas.js';

/** Holds what a handler returns to the media types that are said of its responses. */
export class TypeTrial {
  constructor(private readonly schemas: RouteSchemas) {}

  /** What a handler has returned, as a response. @throws TypeError when it is of another type */
  passed(request: PlannedRequest, value: unknown): unknown {
    return then(value, (one) => {
      const isOver = one === undefined || one instanceof Redirect || one instanceof Abort;
      if (isOver || isAnsweredByHand(request)) return one;
      const response = toResponse(one, `${request.plan.who} returned`, request);
      const status = statusOf(request, this.schemas, response);
      const said = BODILESS.includes(status) ? [] : this.schemas.typesOf(status);
      if (said.length === 0) return response;
      return then(typeOf(request, response), (type) => {
        if (type === undefined || said.some((range) => isWithin(type, range))) return response;
        throw new TypeError(misfit(request.plan.who, type, status, said));
      });
    });
  }
}

/** The status that a response is going to have: its own, what is said of the route, or what was set through Fastify's reply. */
export function statusOf(request: PlannedRequest, schemas: RouteSchemas, response?: Response): number {
  if (response?.hasOwnStatus === true) return response.status;
  return schemas.status === 200 ? request.reply.raw.statusCode : schemas.status;
}

const BODILESS = [204, 205, 304];

/** The type that a response is sent with; undefined where it has no body, or is not known before it is sent. */
function typeOf({ plan }: PlannedRequest, { type, body }: Response): string | undefined | Promise<string | undefined> {
  if (body === null) return undefined;
  if (body instanceof FileBody) return plan.runtime.files.typeOf(body, type);
  if (type !== undefined) return type;
  return body instanceof Rendering && !mayHaveExtension(body) ? HTML : undefined;
}

/** `feed.xml` is of the type of its extension. */
function mayHaveExtension({ name }: Rendering): boolean {
  return [name].flat().some((one) => one.includes('.'));
}

function misfit(who: string, type: string, status: number, said: readonly string[]): string {
  const example = said[0]!.replace('*', '...');
  return `${who} returned ${withoutParameters(type)}, and openapi says that its response ${status} is ${said.join(' or ')}. Return it with its type, as in new Response(body, { type: '${example}' }), or change what openapi says.`;
}
