import type { Redirect } from '../response/redirect.js';
import { Response, toResponse } from '../response/response.js';
import type { PlannedRequest } from './plan.js';

/** What a redirect is sent as, returned or thrown: its status, its location for this request, and what goes along. */
export function redirectResponse(request: PlannedRequest, redirect: Redirect): Response {
  const response =
    redirect.response === undefined ? new Response() : toResponse(redirect.response, 'The redirect was given');
  response.status = redirect.status;
  response.headers.put('location', redirect.isResolved ? redirect.location : locationFor(request, redirect));
  return response;
}

function locationFor(request: PlannedRequest, redirect: Redirect): string {
  const { baseUrl } = request.plan.runtime;
  return redirect.resolve(() => [request.origin, ...(baseUrl === undefined ? [] : [baseUrl])], request.basePath);
}
