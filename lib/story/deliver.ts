import { finished, pipeline, type Readable } from 'node:stream';

import type { FastifyReply } from 'fastify';

import { noteFailure } from '../errors/failures.js';
import { isPromise } from '../plain/promises.js';
import type { PlannedRequest } from './plan.js';
import { isPage } from '../server/live-reload.js';
import { addedTo, HTML, isPlainData, JSON_TYPE, JsonBody, Response } from '../response/response.js';
import { addSecurityHeaders } from './security.js';
import { FileBody } from '../files/send-file.js';
import { discard, toReadable, type Streamed } from '../response/streams.js';
import { Rendering } from '../templates/templates.js';

/**
 * Turns a body that depends on the request into what can be sent: data into JSON text, a template into HTML, a file's
 * path into the file that was found there.
 *
 * @throws Abort 404 when there is no such file
 */
export function complete(request: PlannedRequest, response: Response): Response | Promise<Response> {
  const { body } = response;
  if (body instanceof JsonBody) response.fill(toJson(request, response.status, body.value));
  else if (body instanceof Rendering) return renderInto(request, response, body);
  else if (body instanceof FileBody) return request.plan.runtime.files.answer(request, response, body);
  return response;
}

/** Text and its content type. */
export interface Text {
  text: string;
  type: string;
}

/** What the usual values become - text, plain data, a page - at once; undefined for all others. */
export function textOf(request: PlannedRequest, value: unknown): Text | undefined {
  if (typeof value === 'string') return { text: value, type: HTML };
  if (isPlainData(value)) return { text: toJson(request, 200, value), type: JSON_TYPE };
  const { runtime, context } = request.plan;
  return value instanceof Rendering && context.length === 0 ? runtime.templates.render(value, request, []) : undefined;
}

/** Sends text with a status of 200 and no headers but its type, and those for security. */
export function sendText(request: PlannedRequest, { text, type }: Text): void {
  const {
    reply,
    plan: { runtime },
  } = request;
  request.written = NO_HEADERS;
  request.isAnswered = true;
  reply.type(type);
  if (request.openSession !== undefined) announceSession(request);
  if (runtime.securityHeaders) addSecurityHeaders(reply, type);
  // Otherwise Fastify would look into the type, whether there is something to be serialised.
  reply.serializer(asItIs);
  reply.send(runtime.live === undefined ? text : withLiveScript(request, text, type));
}

function asItIs(text: string): string {
  return text;
}

const NO_HEADERS = new Response();

/**
 * Sends a response: its session's cookie, its headers, its body.
 *
 * @throws whatever stands in the way, before anything is sent
 */
export function send(request: PlannedRequest, response: Response): void {
  writeHead(request, response);
  sendBody(request, response);
}

/**
 * Sends a response that stands for another which broke on its way: past Fastify, whose hooks have run once and may be
 * what broke. What they and plugins put on the reply is kept, but for what describes the other's body.
 */
export function sendPlainly(request: PlannedRequest, response: Response): void {
  const { reply } = request;
  const { raw } = reply;
  const { body, status } = response;
  if (raw.headersSent || raw.destroyed) {
    discard(body);
    raw.destroy();
    return;
  }
  for (const name of Object.keys(reply.getHeaders())) if (OF_A_BODY.test(name)) reply.removeHeader(name);
  writeHead(request, response);
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  reply.hijack();
  raw.statusCode = status;
  if (BODILESS.includes(status)) {
    discard(body);
    raw.end();
  } else if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    raw.setHeader('content-length', Buffer.byteLength(body ?? ''));
    raw.end(body ?? undefined);
  } else {
    pipeline(toReadable(body as Streamed), raw, () => {});
  }
}

const OF_A_BODY = /^(?:content-|transfer-encoding$|trailer$|etag$|last-modified$|accept-ranges$|cache-control$)/;

/**
 * Saves the session, once: when a stream breaks before its first byte, a page is sent instead, with the session that was
 * saved.
 *
 * @throws SessionTooLarge; Abort 503 when the store does not answer
 */
export function saveSession(request: PlannedRequest): void | Promise<void> {
  const { openSession: session } = request;
  if (session === undefined || session.isClosed) return undefined;
  const saved = request.plan.runtime.sessions.save(session, request.isSecure);
  if (isPromise(saved)) return keepCookie(request, saved);
  request.sessionCookie = saved;
}

async function keepCookie(request: PlannedRequest, saved: Promise<string | undefined>): Promise<void> {
  request.sessionCookie = await saved;
}

/** Puts the session's cookie and the headers on the reply. */
function writeHead(request: PlannedRequest, response: Response): void {
  const {
    reply,
    plan: { runtime },
    openSession: session,
  } = request;
  request.written = response;
  request.isAnswered = true;
  if (response.headers.has('vary')) keepVary(reply, response);
  reply.code(response.status);
  response.headers.writeTo(reply);
  if (session !== undefined) announceSession(request);
  if (runtime.securityHeaders) addSecurityHeaders(reply);
}

/** A plugin may have said that its own headers vary: for CORS, with the origin. */
function keepVary(reply: FastifyReply, response: Response): void {
  const others = reply.getHeader('vary');
  if (others !== undefined)
    response.headers.set('vary', addedTo([others].flat().join(', '), response.headers.getAll('vary').join(', ')));
}

/** Takes the headers of a response back that could not be sent; those that plugins put on the reply stay. */
export function retract(request: PlannedRequest): void {
  const { reply, written, sessionCookie } = request;
  if (written === undefined) return;
  request.written = undefined;
  const ours = [...written.headers.getAll('set-cookie'), sessionCookie];
  const others = cookiesOn(reply).filter((cookie) => !ours.includes(cookie));
  for (const [name] of written.headers) reply.removeHeader(name);
  reply.removeHeader('set-cookie');
  if (others.length > 0) reply.header('set-cookie', others);
}

/** A response schema drives Fastify's serialiser, which also leaves out what the schema does not name. */
function toJson({ plan, reply }: PlannedRequest, status: number, value: unknown): string {
  if (plan.route?.options.response !== undefined && status >= 200 && status <= 299)
    return reply.code(200).serialize(value as object) as string;
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('The value becomes nothing as JSON: its toJSON() returned undefined.');
  return text;
}

function renderInto(request: PlannedRequest, response: Response, rendering: Rendering): Response | Promise<Response> {
  const { runtime, context } = request.plan;
  const write = (contexts: readonly unknown[]): Response => {
    const { text, type } = runtime.templates.render(rendering, request, contexts);
    response.fill(text);
    response.type ??= type;
    return response;
  };
  return context.length === 0 ? write([]) : Promise.all(context.map((call) => call(request))).then(write);
}

/** Tells caches of a session: beside what the handler and the plugins said, and on the reply, which is this request's alone. */
function announceSession({ reply, sessionCookie }: PlannedRequest): void {
  const vary = reply.getHeader('vary');
  reply.header('vary', vary === undefined ? 'Cookie' : addedTo([vary].flat().join(', '), 'Cookie'));
  if (sessionCookie === undefined) return;
  reply.header('set-cookie', sessionCookie);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private');
}

function cookiesOn(reply: FastifyReply): string[] {
  return [reply.getHeader('set-cookie') ?? []].flat().map(String);
}

/** Statuses whose responses have no body (RFC 9110, section 15). */
const BODILESS = [204, 205, 304];

function sendBody(request: PlannedRequest, { body, status, headers }: Response): void {
  const { reply } = request;
  const isHead = request.method === 'HEAD';
  if (BODILESS.includes(status)) {
    discard(body);
    if (status !== 304) for (const name of ['content-type', 'content-length']) reply.removeHeader(name);
    reply.send();
  } else if (body === null) {
    if (isHead && !headers.has('content-length')) reply.header('content-length', '0');
    reply.send();
  } else if (typeof body === 'string') {
    reply.send(
      request.plan.runtime.live === undefined ? body : withLiveScript(request, body, headers.get('content-type')),
    );
  } else if (body instanceof Uint8Array) {
    reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  } else if (isHead) {
    discard(body);
    reply.send();
  } else {
    reply.send(watched(request, toReadable(body as Streamed)));
  }
}

/** Under `phial run --debug`, pages hear when they are out of date. */
function withLiveScript(request: PlannedRequest, body: string, type: string | undefined): string {
  return isPage(request, type) ? body + request.plan.runtime.live!.script : body;
}

/** Of an error before the first byte Fastify tells its error handler; a later one can only end the response. */
function watched(request: PlannedRequest, source: Readable): Readable {
  const { raw } = request.reply;
  finished(source, { writable: false }, (error) => {
    if (error != null && raw.headersSent && !raw.destroyed) noteFailure(request, error, 'while its response was sent');
  });
  return source;
}
