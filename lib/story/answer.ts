import { FileBody } from '../files/send-file.js';
import { HTML, isPlainData, JSON_TYPE, JsonBody } from '../response/kinds.js';
import { watchfulReplacer } from '../response/inside-data.js';
import { Redirect } from '../response/redirect.js';
import { Response, toResponse } from '../response/response.js';
import { jsonText } from '../plain/json-text.js';
import { then } from '../plain/promises.js';
import { noteGiver } from '../request/blame.js';
import { loadSession } from '../request/opened-session.js';
import { Rendering } from '../templates/templates.js';
import { callContext, contextOfText } from './context-calls.js';
import { checkContextValues } from './context-values.js';
import { warnOfForeignShape } from './foreign-shapes.js';
import { refuseLostData } from './lost-data.js';
import { redirectResponse } from './redirect-response.js';
import { isSeenByDeveloper } from './response-schema.js';
import type { PlannedRequest } from './plan.js';

/** Text and its content type: all that most responses are. */
export interface Text {
  text: string;
  type: string;
}

/** What is on its way to the client. */
export type Outgoing = Response | Text;

/**
 * Makes of what a handler has returned what can be sent. Text, data and pages need no `Response`, unless a hook is going to
 * see one.
 */
export function answer(request: PlannedRequest, value: unknown): Outgoing | Promise<Outgoing> {
  if (request.reply.raw.statusCode !== 200)
    return complete(request, withStatusOfReply(request, responseOf(request, value)));
  const text = textOf(request, value);
  if (text === undefined) return complete(request, responseOf(request, value));
  return request.plan.after.length === 0 ? text : new Response(text.text, { type: text.type });
}

/** What somebody has set by Fastify's reply counts where the response says nothing else. */
export function withStatusOfReply({ reply }: PlannedRequest, response: Response): Response {
  const { statusCode } = reply.raw;
  if (statusCode !== 200 && !response.hasOwnStatus) response.status = statusCode;
  return response;
}

/** A redirect that was returned: it need not be thrown, which would take as long as everything else here. */
function responseOf(request: PlannedRequest, value: unknown): Response {
  if (value instanceof Redirect) return redirectResponse(request, value);
  return toResponse(value, `${request.plan.who} returned`, request);
}

/**
 * Turns a body that depends on the request into what can be sent: data into JSON text, a template into HTML, a file's
 * path into the file that was found there.
 *
 * @param who returned it, for errors: the handler, or a hook
 * @throws Abort 404 when there is no such file
 */
export function complete(
  request: PlannedRequest,
  response: Response,
  who = request.plan.who,
): Response | Promise<Response> {
  const { body } = response;
  if (body instanceof JsonBody) response.fill(toJson(request, response.status, body.value, who), request);
  else if (body instanceof Rendering) return renderInto(request, response, body);
  else if (body instanceof FileBody) return request.plan.runtime.files.answer(request, response, body, who);
  else noteGiver(request, body, who);
  return response;
}

/** What the usual values become at once; undefined for all others. */
function textOf(request: PlannedRequest, value: unknown): Text | undefined {
  if (typeof value === 'string') return { text: value, type: HTML };
  if (isPlainData(value)) return { text: toJson(request, 200, value, request.plan.who), type: JSON_TYPE };
  const { runtime, context } = request.plan;
  if (!(value instanceof Rendering) || context.length > 0 || waitsForSession(request, value)) return undefined;
  return runtime.templates.render(value, request, []);
}

function toJson(request: PlannedRequest, status: number, value: unknown, who: string): string {
  const { response, runtime } = request.plan;
  if (runtime.mode.debug) warnOfForeignShape(request, value, status, who);
  const schema = response?.of(status);
  if (schema !== undefined) return schema.toText(request, value, who);
  const isWatched = isSeenByDeveloper(runtime);
  const text = jsonText(value, who, isWatched ? watchfulReplacer() : undefined);
  if (!isWatched) refuseLostData(request.plan, value, text);
  return text;
}

/** A template as text, with what context processors give: `request.render()`. */
export async function renderText(request: PlannedRequest, rendering: Rendering): Promise<string> {
  const { context, runtime } = request.plan;
  if (waitsForSession(request, rendering)) await loadSession(request);
  const values = context.length === 0 ? [] : await contextOfText(request);
  checkContextValues(context, values);
  return runtime.templates.render(rendering, request, values).text;
}

/** Templates do not wait: what they read of a store is read before. */
function waitsForSession(request: PlannedRequest, rendering: Rendering): boolean {
  const { sessions, templates } = request.plan.runtime;
  return sessions.isStored && request.openSession === undefined && templates.readsSession(rendering);
}

function renderInto(request: PlannedRequest, response: Response, rendering: Rendering): Response | Promise<Response> {
  if (!waitsForSession(request, rendering)) return renderNow(request, response, rendering);
  return then(loadSession(request), () => renderNow(request, response, rendering));
}

function renderNow(request: PlannedRequest, response: Response, rendering: Rendering): Response | Promise<Response> {
  const { context } = request.plan;
  if (context.length === 0) return fillIn(request, response, rendering, []);
  return Promise.all(callContext(request)).then((values) => fillIn(request, response, rendering, values));
}

function fillIn(
  request: PlannedRequest,
  response: Response,
  rendering: Rendering,
  values: readonly unknown[],
): Response {
  checkContextValues(request.plan.context, values);
  const { text, type } = request.plan.runtime.templates.render(rendering, request, values);
  response.fill(text, request);
  response.type ??= type;
  return response;
}
