import { Readable } from 'node:stream';

import type { FastifyReply } from 'fastify';

import type { Request } from './request.js';
import { addedTo, isStreamed, JsonBody, Response, type Streamed } from './response.js';
import { addSecurityHeaders } from './security.js';
import { FileBody } from './static.js';
import { Rendering } from './templates.js';

/**
 * Turns a body that depends on the request into what can be sent: data into JSON text, a template into HTML, a file's
 * path into the file that was found there.
 *
 * @throws Abort 404 when there is no such file
 */
export function complete(request: Request, response: Response): Response | Promise<Response> {
  const { body } = response;
  if (body instanceof JsonBody) response.body = toJson(request, response.status, body.value);
  else if (body instanceof Rendering) return renderInto(request, response, body);
  else if (body instanceof FileBody) return request.plan.runtime.files.answer(request, response, body);
  return response;
}

/**
 * Sends a response: its session's cookie, its headers, its body.
 *
 * @throws SessionTooLarge, and whatever else stands in the way, before anything is sent
 */
export function send(request: Request, response: Response): void {
  const { reply, plan: { runtime }, openSession: session } = request;
  // Once: when a stream breaks before its first byte, a page is sent instead, with the session that was saved.
  if (session !== undefined && !session.isClosed) request.sessionCookie = runtime.sessions.save(session, request.isSecure);
  request.written = response;
  reply.code(response.status);
  response.headers.writeTo(reply);
  if (session !== undefined) announceSession(request);
  if (runtime.securityHeaders) addSecurityHeaders(reply);
  sendBody(request, response);
}

/** Takes the headers of a response back that could not be sent; those that plugins put on the reply stay. */
export function retract(request: Request): void {
  const { reply, written, sessionCookie } = request;
  if (written === undefined) return;
  request.written = undefined;
  const ours = [...written.headers.getAll('set-cookie'), sessionCookie];
  const others = cookiesOn(reply).filter((cookie) => !ours.includes(cookie));
  for (const [name] of written.headers) reply.removeHeader(name);
  reply.removeHeader('set-cookie');
  if (others.length > 0) reply.header('set-cookie', others);
}

/** Ends a source that nobody will read: of a HEAD's answer, of a response that was replaced. */
export function discard(body: unknown): void {
  if (!isStreamed(body)) return;
  if (body instanceof ReadableStream) void body.cancel().catch(() => {});
  else if ('destroy' in body) body.on('error', () => {}).destroy();
  else void Promise.resolve((body as { return?(): unknown }).return?.()).catch(() => {});
}

/** A response schema drives Fastify's serialiser, which also leaves out what the schema does not name. */
function toJson({ plan, reply }: Request, status: number, value: unknown): string {
  if (plan.route?.options.response !== undefined && status === 200) return reply.code(200).serialize(value as object) as string;
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('The value becomes nothing as JSON: its toJSON() returned undefined.');
  return text;
}

function renderInto(request: Request, response: Response, rendering: Rendering): Response | Promise<Response> {
  const { runtime, context } = request.plan;
  const write = (contexts: readonly unknown[]): Response => {
    const { text, type } = runtime.templates.render(rendering, request, contexts);
    // A new one: a handler may return the same response to everybody.
    const answer = new Response(null, { status: response.status, headers: response.headers });
    answer.body = text;
    answer.type ??= type;
    return answer;
  };
  return context.length === 0 ? write([]) : Promise.all(context.map((call) => call(request))).then(write);
}

/** Tells caches of a session: beside what the handler and the plugins said, and on the reply, which is this request's alone. */
function announceSession({ reply, sessionCookie }: Request): void {
  reply.header('vary', addedTo([reply.getHeader('vary') ?? []].flat().join(', '), 'Cookie'));
  if (sessionCookie === undefined) return;
  reply.header('set-cookie', sessionCookie);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private');
}

function cookiesOn(reply: FastifyReply): string[] {
  return [reply.getHeader('set-cookie') ?? []].flat().map(String);
}

function sendBody(request: Request, { body, status, headers }: Response): void {
  const { reply } = request;
  const isHead = request.method === 'HEAD';
  if (body == null) {
    if (isHead && status !== 204 && status !== 304 && !headers.has('content-length')) reply.header('content-length', '0');
    reply.send();
  } else if (typeof body === 'string') {
    const { live } = request.plan.runtime;
    reply.send(live !== undefined && headers.get('content-type')?.startsWith('text/html') === true ? body + live.script : body);
  } else if (body instanceof Uint8Array) {
    reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  } else if (isHead) {
    discard(body);
    reply.send();
  } else {
    reply.send(readable(body as Streamed));
  }
}

function readable(body: Streamed): Readable {
  if (body instanceof ReadableStream) return Readable.fromWeb(body as never);
  if ('pipe' in body) return body;
  return Readable.from(chunks(body));
}

async function* chunks(source: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<string | Uint8Array> {
  for await (const chunk of source) {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw new TypeError(`The iterator of a response gave a ${typeof chunk}. Yield strings or bytes.`);
    }
    yield chunk;
  }
}
