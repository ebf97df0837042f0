import type { Request } from './request.js';
import { rawPath } from './target.js';

/** A client that names no preference gets what it sent, JSON for JSON, and of an API nothing but that. */
export function prefersJson(request: Request): boolean {
  const accept = request.fastifyRequest.headers.accept ?? '*/*';
  // The short way for what browsers send.
  if (accept.startsWith('text/html,')) return false;
  const isOfApi = isOfTheApi(request);
  const isJson = isOfApi || request.isJson;
  // And programs.
  if (accept === '*/*') return isJson;
  if (accept === 'application/json') return true;
  const json = [...JSON_TYPES, ...jsonTypesIn(accept)];
  const best = request.accepts(...(isJson ? [...json, HTML] : [HTML, ...json]));
  return best === undefined ? isOfApi : best !== HTML;
}

function isOfTheApi(request: Request): boolean {
  const { runtime, route } = request.plan;
  return runtime.api?.has(route, rawPath(request)) === true;
}

const HTML: MediaType = 'text/html';
const JSON_TYPES: MediaType[] = ['application/json', 'application/problem+json'];

type MediaType = `${string}/${string}`;

/** The first few: each is weighed against all that the client takes. */
function jsonTypesIn(accept: string): MediaType[] {
  const types: MediaType[] = [];
  for (const [type] of accept.slice(0, 1000).matchAll(/\bapplication\/[\w.-]{1,100}\+json\b/gi)) {
    if (types.length === 5) break;
    types.push(type as MediaType);
  }
  return types;
}
