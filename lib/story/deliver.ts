import { finished, pipeline, type Readable } from 'node:stream';

import type { FastifyReply } from 'fastify';

import { noteFailure } from '../errors/failures.js';
import { isPromise } from '../plain/promises.js';
import { blame, giverOf } from '../request/blame.js';
import { isBodiless, typeOfUntyped } from '../response/head.js';
import { addedTo } from '../response/headers.js';
import { asAnnounced } from '../response/announced.js';
import { Response } from '../response/response.js';
import { discard, isStream, isStreamed, type Streamed } from '../response/streams.js';
import { breakOff } from '../server/break-off.js';
import { isPage } from '../server/live-reload.js';
import type { Session } from '../session/session.js';
import type { Outgoing } from './answer.js';
import type { PlannedRequest } from './plan.js';
import { addSecurityHeaders } from './security-headers.js';
import { keepCookiePrivate, keepPrivate } from './keep-private.js';
import { sendStraight } from './straight.js';

/**
 * Saves the session of a request, once: when a stream breaks before its first byte, a page is sent instead, with the
 * session that was saved.
 *
 * @returns what it was given, for the next step
 * @throws SessionTooLarge; Abort 503 when the store does not answer
 */
export function keepSession(request: PlannedRequest, outgoing: Outgoing): Outgoing | Promise<Outgoing> {
  const { openSession } = request;
  return openSession === undefined || openSession.isClosed ? outgoing : saveSession(request, openSession, outgoing);
}

function saveSession(request: PlannedRequest, session: Session, outgoing: Outgoing): Outgoing | Promise<Outgoing> {
  try {
    const cookie = request.plan.runtime.sessions.save(session, request.isSecure, request.basePath);
    if (isPromise(cookie)) return keepCookieLater(request, cookie, outgoing);
    request.sessionCookie = cookie;
    return outgoing;
  } catch (error) {
    discardBody(outgoing);
    throw error;
  }
}

async function keepCookieLater(
  request: PlannedRequest,
  cookie: Promise<string | undefined>,
  outgoing: Outgoing,
): Promise<Outgoing> {
  try {
    request.sessionCookie = await cookie;
    return outgoing;
  } catch (error) {
    discardBody(outgoing);
    throw error;
  }
}

function discardBody(outgoing: Outgoing): void {
  if (outgoing instanceof Response) discard(outgoing.body);
}

/**
 * Sends what is on its way: its session's cookie, its headers, its body.
 *
 * @throws whatever stands in the way, before anything is sent
 */
export function send(request: PlannedRequest, outgoing: Outgoing): void {
  if (sendStraight(request, outgoing)) return;
  const { reply } = request;
  const payload =
    outgoing instanceof Response ? prepare(request, outgoing) : prepareText(request, outgoing.text, outgoing.type);
  // Otherwise Fastify would look into the type, whether there is something to be serialised.
  if (typeof payload === 'string') reply.serializer(asItIs);
  request.stage = 'sending';
  reply.send(payload);
}

function asItIs(text: string): string {
  return text;
}

/** Whether what is being sent cannot break by itself: Fastify has all of it. */
export function isSentWhole({ stage, written }: PlannedRequest): boolean {
  return stage === 'sending' && !(written instanceof Response && isStreamed(written.body));
}

/**
 * Sends an answer that stands for a response which broke on its way: past Fastify, whose hooks have run once and may be
 * what broke. What they and plugins put on the reply is kept, but for what describes the other's body.
 */
export function sendPlainly(request: PlannedRequest, outgoing: Outgoing): void {
  const { reply } = request;
  const { raw } = reply;
  // Errors are answered by responses alone.
  const response = outgoing as Response;
  if (raw.headersSent || raw.destroyed) {
    discard(response.body);
    breakOff(raw);
    return;
  }
  for (const name of Object.keys(reply.getHeaders())) if (OF_A_BODY.test(name)) reply.removeHeader(name);
  const payload = prepare(request, response);
  for (const [name, value] of Object.entries(reply.getHeaders()))
    // HTTP/2 may have begun to write its status, which nobody else can set: ':status'.
    if (value !== undefined && !name.startsWith(':')) raw.setHeader(name, value);
  const isWhole = typeof payload === 'string' || payload instanceof Uint8Array;
  if (isWhole && !reply.hasHeader('content-type')) raw.setHeader('content-type', typeOfUntyped(payload));
  reply.hijack();
  raw.statusCode = response.status;
  if (typeof payload === 'object' && !(payload instanceof Uint8Array)) {
    pipeline(payload, raw, () => {});
    return;
  }
  if (!isBodiless(response.status)) raw.setHeader('content-length', Buffer.byteLength(payload ?? ''));
  raw.end(payload);
}

const OF_A_BODY =
  /^(?:content-(?!security-policy)|transfer-encoding$|trailer$|upgrade$|etag$|last-modified$|accept-ranges$|cache-control$)/;

/** Takes the headers of a response back that could not be sent; those that plugins put on the reply stay. */
export function retract(request: PlannedRequest): void {
  const { reply, written, sessionCookie } = request;
  request.written = undefined;
  if (!(written instanceof Response)) return;
  const ours = [...written.headers.getAll('set-cookie'), sessionCookie];
  const others = [reply.getHeader('set-cookie') ?? []]
    .flat()
    .map(String)
    .filter((cookie) => !ours.includes(cookie));
  const replaced = replacedBy.get(written);
  for (const name of new Set([...written.headers].map(([one]) => one)))
    takeBack(reply, written, name, replaced?.get(name));
  reply.removeHeader('set-cookie');
  if (others.length > 0) reply.header('set-cookie', others);
}

/** A header that a plugin's hook has changed meanwhile is the plugin's, and stays. `Vary` is taken back anyway: plugins only add to it. */
function takeBack(reply: FastifyReply, { headers }: Response, name: string, before: Header): void {
  const isOurs = String(reply.getHeader(name)) === headers.getAll(name).join(',');
  if (!isOurs && name !== 'vary') return;
  if (before === undefined) reply.removeHeader(name);
  else reply.header(name, before);
}

/** Puts the headers of text on the reply: its type, and those for security. */
function prepareText(request: PlannedRequest, text: string, type: string): string {
  const {
    reply,
    plan: { runtime },
  } = request;
  request.written = NO_HEADERS;
  // A status that was on the reply in time has made a Response of this: see answer(). One that was set since is too late.
  reply.code(200).type(type);
  if (request.openSession !== undefined) announceSession(request);
  if (runtime.securityHeaders) addSecurityHeaders(reply, type);
  return runtime.live === undefined ? text : withLiveScript(request, text, type);
}

const NO_HEADERS = new Response();

/** Puts status and headers of a response on the reply, and gives what to send. */
function prepare(request: PlannedRequest, response: Response): Payload {
  const {
    reply,
    plan: { runtime },
  } = request;
  request.written = response;
  if (response.headers.has('vary')) keepVary(request, response);
  if (typeof response.body !== 'string') keepPrivate(request, response);
  reply.code(response.status);
  const replaced = response.headers.writeTo(reply);
  if (replaced !== undefined) replacedBy.set(response, replaced);
  if (request.openSession !== undefined) announceSession(request);
  if (runtime.securityHeaders) addSecurityHeaders(reply);
  return payloadOf(request, response);
}

type Payload = string | Uint8Array | Readable | undefined;

function payloadOf(request: PlannedRequest, { body, status, headers }: Response): Payload {
  const { reply, method } = request;
  if (isBodiless(status)) {
    discard(body);
    if (status !== 304) for (const name of ['content-type', 'content-length']) reply.removeHeader(name);
    return undefined;
  }
  if (body === null) {
    if (method === 'HEAD' && !headers.has('content-length')) reply.header('content-length', '0');
    return undefined;
  }
  // Of what has a body, Fastify counts the length; with HEAD, only where none is told.
  const isWhole = typeof body === 'string' || body instanceof Uint8Array;
  if (method === 'HEAD' && isWhole && body.length > 0) reply.removeHeader('content-length');
  if (typeof body === 'string') {
    return request.plan.runtime.live === undefined ? body : withLiveScript(request, body, headers.get('content-type'));
  }
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (method === 'HEAD') {
    discard(body);
    return undefined;
  }
  const streamed = body as Streamed;
  const giver = giverOf(streamed);
  const source = asAnnounced(reply, streamed, `The body of ${giver ?? request.plan.who}`);
  if (!isStream(streamed)) request.plan.runtime.app.connections.outstanding.noteStream(source, reply.raw);
  return watchedStream(request, source, giver);
}

/**
 * Watches a stream for errors. Fastify handles one before the first byte; after that the response can only be broken off.
 *
 * @param giver who gave it, unless it was the handler
 */
export function watchedStream(request: PlannedRequest, source: Readable, giver?: string): Readable {
  const { raw } = request.reply;
  finished(source, { writable: false }, (error) => {
    if (error != null && giver !== undefined) blame(request, error, giver);
    if (error == null || !raw.headersSent || raw.destroyed) return;
    noteFailure(request, error, 'while its response was sent');
    breakOff(raw);
  });
  return source;
}

/** Under `phial run --debug`, pages hear when they are out of date. */
function withLiveScript(request: PlannedRequest, body: string, type: string | undefined): string {
  return isPage(request, type) ? body + request.plan.runtime.live!.script : body;
}

/** A plugin may have said that its own headers vary: for CORS, with the origin. */
function keepVary(request: PlannedRequest, response: Response): void {
  const others = request.reply.getHeader('vary');
  if (others === undefined) return;
  response.headers.set('vary', addedTo([others].flat().join(', '), response.headers.getAll('vary').join(', ')));
}

/** Headers of plugins that a response has replaced: they are put back when the response cannot be sent. */
const replacedBy = new WeakMap<Response, Map<string, Header>>();

type Header = ReturnType<FastifyReply['getHeader']>;

/** Tells caches that the response depends on the session. On the reply: the response may be sent to other requests, too. */
function announceSession(request: PlannedRequest): void {
  const { reply, sessionCookie } = request;
  const vary = reply.getHeader('vary');
  reply.header('vary', vary === undefined ? 'Cookie' : addedTo([vary].flat().join(', '), 'Cookie'));
  if (sessionCookie === undefined) return;
  reply.header('set-cookie', sessionCookie);
  keepCookiePrivate(request);
}
