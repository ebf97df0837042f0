import type { Redirect } from '../response/redirect.js';
import { Response, toResponse } from '../response/response.js';
import type { PlannedRequest } from './plan.js';

/** What a redirect is sent as, returned or thrown: its status, its location for this request, and what goes along. */
export function redirectResponse(request: PlannedRequest, redirect: Redirect): Response {
  const response =
    redirect.response === undefined ? new Response() : toResponse(redirect.response, 'The redirect was given');
  response.status = redirect.status;
  const location = redirect.isResolved ? redirect.location : locationFor(request, redirect);
  response.headers.put('location', location);
  if (request.plan.runtime.mode.debug) warnOfLoop(request, response, location);
  return response;
}

function locationFor(request: PlannedRequest, redirect: Redirect): string {
  const { baseUrl } = request.plan.runtime;
  return redirect.resolve(() => [request.origin, ...(baseUrl === undefined ? [] : [baseUrl])], request.basePath);
}

/** A page that leads to itself, and changes nothing that the next request would bring, never comes to an end. */
function warnOfLoop(request: PlannedRequest, { headers }: Response, location: string): void {
  const { method, plan, url, openSession } = request;
  // Of a path that no route serves, each request has a plan of its own.
  const told = plan.route ?? plan.runtime;
  const isChanging = method !== 'GET' || headers.has('set-cookie') || openSession?.modified === true;
  const isSame = URL.canParse(location, url) && new URL(location, url).href === new URL(url).href;
  if (isChanging || !isSame || warnedOf.has(told)) return;
  warnedOf.add(told);
  plan.runtime.log.warn(
    { handler: plan.who, route: plan.route?.path },
    `GET ${request.path} is redirected to itself, until the browser gives up. Redirect from elsewhere, or leave this page out in the hook that redirects: if (request.path !== '${request.path}').`,
  );
}

const warnedOf = new WeakSet<object>();
