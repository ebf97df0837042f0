import { Abort } from './errors.js';
import { errorResponse, withHeadersOf } from './error-page.js';
import { Redirect } from './redirect.js';
import type { Request } from './request.js';
import { Response, toResponse } from './response.js';
import type { ErrorHandlerPlan } from './runtime.js';

/** The response to whatever was thrown: a handler's, or the default one. It never throws itself. */
export async function answerError(request: Request, thrown: unknown): Promise<Response> {
  if (thrown instanceof Redirect || thrown instanceof Response) return answerByDefault(request, thrown);
  try {
    return await answerByHandler(request, thrown) ?? answerByDefault(request, thrown);
  } catch (second) {
    return answerByDefault(request, second);
  }
}

/** What is sent when no handler is asked: for what an error handler or an after-hook throws, for instance. */
export function answerByDefault(request: Request, thrown: unknown): Response {
  if (thrown instanceof Response) return thrown;
  if (thrown instanceof Redirect) return redirectResponse(request, thrown);
  return errorResponse(request, thrown instanceof Abort ? thrown : asServerError(request, thrown));
}

/** Status handlers before class handlers, and an unforeseen error by its class before it is a 500. */
async function answerByHandler(request: Request, thrown: unknown): Promise<Response | undefined> {
  const { errorHandlers } = request.plan;
  const direct = findHandler(errorHandlers, thrown);
  const error = direct !== undefined || thrown instanceof Abort ? thrown : asServerError(request, thrown);
  const handler = direct ?? findHandler(errorHandlers, error);
  if (handler === undefined) return error instanceof Abort ? errorResponse(request, error) : undefined;
  const value = await handler.call(request, error);
  // A 500's handler took the error, so that no teardown hears of it.
  request.unhandled = undefined;
  if (value instanceof Redirect || value instanceof Abort) return answerByDefault(request, value);
  return withStatusOf(error, toResponse(value, 'The error handler returned'));
}

function findHandler(scopes: readonly (readonly ErrorHandlerPlan[])[], error: unknown): ErrorHandlerPlan | undefined {
  if (error instanceof Abort) {
    for (const handlers of scopes) {
      const byStatus = handlers.find(({ of }) => of === error.status);
      if (byStatus !== undefined) return byStatus;
    }
  }
  for (const handlers of scopes) {
    const fitting = handlers.filter(({ of }) => typeof of === 'function' && error instanceof of);
    // The most derived class first: its prototype chain is the longest.
    if (fitting.length > 0) return fitting.reduce((best, one) => (depthOf(one.of) > depthOf(best.of) ? one : best));
  }
  return undefined;
}

function depthOf(type: unknown): number {
  let depth = 0;
  for (let at: unknown = type; typeof at === 'function'; at = Object.getPrototypeOf(at)) depth++;
  return depth;
}

/** Logs what nobody foresaw, and makes the 500 that stands for it: its text stays on the server. */
function asServerError(request: Request, thrown: unknown): Abort {
  const { plan } = request;
  const what = thrown instanceof Error ? thrown : new Error(`${plan.who} threw ${typeof thrown === 'string' ? JSON.stringify(thrown) : String(thrown)}, which is no Error.`);
  request.unhandled = thrown;
  request.log.error({ err: what, handler: plan.who, route: plan.route?.path }, `${plan.who} failed: ${request.method} ${request.path}`);
  plan.runtime.onUnforeseen?.(thrown);
  return new Abort(500, undefined, { cause: thrown });
}

function withStatusOf(error: unknown, response: Response): Response {
  const answer = new Response(null, { status: response.hasOwnStatus ? response.status : error instanceof Abort ? error.status : 500, headers: response.headers });
  answer.body = response.body;
  return error instanceof Abort ? withHeadersOf(error, answer) : answer;
}

function redirectResponse(request: Request, redirect: Redirect): Response {
  const response = new Response(null, { status: redirect.status, headers: redirect.response?.headers ?? {} });
  response.headers.set('location', redirect.resolve(request.origin));
  return response;
}
