import type { FastifyReply, FastifyRequest } from 'fastify';

import { addIfMissing, isBodiless, putIn, typeOfUntyped, type Head } from '../response/head.js';
import { Response } from '../response/response.js';
import type { Outgoing } from './answer.js';
import type { Plan, PlannedRequest } from './plan.js';
import { plainHead, secureHead } from './security-headers.js';
import { keepPrivate } from './keep-private.js';

/**
 * The short way of a response: its head goes to Node as one list, past Fastify's reply, which would put it together once
 * more. Text, data and pages take it where nobody could tell: where no hook of a plugin and no handler sees the reply.
 *
 * @returns whether it was taken. If not, nothing has happened
 */
export function sendStraight(request: PlannedRequest, outgoing: Outgoing): boolean {
  if (!isUnseen(request)) return false;
  const isSecured = request.plan.runtime.securityHeaders;
  if (!(outgoing instanceof Response)) {
    const { text, type } = outgoing;
    const length = Buffer.byteLength(text);
    return write(request, 200, plainHead(type, String(length), isSecured), text, encodingOf(text, length));
  }
  const { body, status } = outgoing;
  const isWhole = body === null || typeof body === 'string' || Buffer.isBuffer(body);
  if (!isWhole || isBodiless(status)) return false;
  if (Buffer.isBuffer(body)) keepPrivate(request, outgoing);
  return write(request, status, headOf(outgoing, request.method, body ?? '', isSecured), body ?? '');
}

function headOf(response: Response, method: string, body: string | Buffer, isSecured: boolean): Head {
  const head = response.headers.toHead();
  if (response.body !== null) addIfMissing(head, 'content-type', typeOfUntyped(body));
  if (isSecured) secureHead(head);
  // What has no body may say how long it would be.
  if (method === 'HEAD' && body.length === 0) addIfMissing(head, 'content-length', '0');
  else putIn(head, 'content-length', lengthOf(body));
  return head;
}

function lengthOf(body: string | Buffer): string {
  return String(Buffer.byteLength(body));
}

/**
 * In which encoding text is written. ASCII has a byte for each character, and is the same in both; but V8 copies Latin-1,
 * and looks at each character of UTF-8.
 */
function encodingOf({ length }: string, bytes: number): 'latin1' | 'utf8' {
  return bytes === length ? 'latin1' : 'utf8';
}

function write(
  request: PlannedRequest,
  status: number,
  head: Head,
  body: string | Buffer,
  encoding: 'latin1' | 'utf8' = 'utf8',
): true {
  const { reply } = request;
  request.written = head;
  request.stage = 'sending';
  // Node's types know lists of pairs alone.
  reply.raw.writeHead(status, head as never);
  reply.raw.end(body, encoding);
  return true;
}

/** Whether nobody but Phial sees the reply, and none of what needs it is asked for: a session's cookie, a script in each page. */
function isUnseen(request: PlannedRequest): boolean {
  const { plan, openSession, hasEnviron, hasHeaders, reply, fastifyRequest } = request;
  const { isAlone, live } = plan.runtime;
  if (!isAlone || live !== undefined || openSession !== undefined) return false;
  if (hasEnviron || hasHeaders || reply.raw.headersSent) return false;
  if (plan.route === undefined && hasHead(reply)) return false;
  const hooks = hooksOf(fastifyRequest);
  return hooks !== undefined && isUnhooked(hooks, plan);
}

function isUnhooked(hooks: FastifyHooks, { runtime, isAdmitted }: Plan): boolean {
  return (
    (hooks.onRequest?.length ?? 0) === runtime.ownHooks + Number(isAdmitted) &&
    hooks.preParsing == null &&
    hooks.preValidation == null &&
    hooks.preHandler == null &&
    hooks.preSerialization == null &&
    hooks.onSend == null &&
    hooks.onError == null &&
    hooks.onResponse == null &&
    hooks.onTimeout == null
  );
}

/** The hooks that Fastify calls for a route, those of its scope and its own; there is no list of a kind that has none. */
interface FastifyHooks {
  onRequest?: readonly unknown[] | null;
  preParsing?: unknown;
  preValidation?: unknown;
  preHandler?: unknown;
  preSerialization?: unknown;
  onSend?: unknown;
  onError?: unknown;
  onResponse?: unknown;
  onTimeout?: unknown;
}

let contextKey: symbol | undefined;
let headKey: symbol | undefined;

/**
 * Fastify keeps them in what a request has of its route, under a symbol that it does not export. In a version where that has
 * another name none are found, and nothing is sent straight.
 */
function hooksOf(request: FastifyRequest): FastifyHooks | undefined {
  contextKey ??= keyOf(request, 'fastify.context');
  return contextKey && (request as unknown as Record<symbol, FastifyHooks>)[contextKey];
}

/**
 * Whether the handler of a plugin has set headers, and left the answer to Phial: by an error, or by `callNotFound()`. To ask
 * the reply for them would make three objects at each 404.
 */
function hasHead(reply: FastifyReply): boolean {
  headKey ??= keyOf(reply, 'fastify.reply.headers');
  const head = headKey && (reply as unknown as Record<symbol, object>)[headKey];
  for (const name in head) if (Object.hasOwn(head, name)) return true;
  return head === undefined;
}

function keyOf(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((key) => key.description === description);
}
