import { foreignName } from '../plain/copies.js';
import { Abort, isErrorStatus } from '../response/abort.js';
import { ResponseHeaders } from '../response/headers.js';
import { Redirect } from '../response/redirect.js';
import { Response } from '../response/response.js';

/** What errors of Fastify and its plugins say of their answer. */
interface AnswerLike {
  statusCode?: unknown;
  code?: unknown;
  expose?: unknown;
  message?: unknown;
  headers?: unknown;
}

/** Whether what was thrown is no answer: neither one that somebody made, nor an error that stands for one. */
export function isUnforeseen(thrown: unknown): boolean {
  if (thrown instanceof Abort || thrown instanceof Redirect || thrown instanceof Response) return false;
  return asAnswer(thrown) === undefined;
}

/**
 * The `Abort` that an error of Fastify's or of a plugin's stands for, which a handler has let through: @fastify/jwt's 401,
 * `httpErrors.notFound()`. Undefined for errors that are not meant as answers.
 */
export function asAnswer(error: unknown): Abort | undefined {
  // Some of its objects throw when they are asked for what they have not.
  if (foreignName(error) !== undefined) return undefined;
  const { code, expose } = Object(error) as AnswerLike;
  // `expose` is how errors of http-errors say whether their text may be sent: of a 5xx it is not.
  return String(code).startsWith('FST_') || typeof expose === 'boolean' ? withStatusOf(error) : undefined;
}

/**
 * The same for an error of a plugin's own hooks and routes, which says its status and nothing else.
 *
 * @param replied what the reply says, for an error that says none: `reply.code(401).send(error)`
 */
export function withStatusOf(error: unknown, replied?: number): Abort | undefined {
  const { statusCode: status = replied, code, message, expose, headers } = Object(error) as AnswerLike;
  // A 500 is what an error becomes that nobody foresaw.
  if (!isErrorStatus(status) || status === 500) return undefined;
  const isShown = (status as number) < 500 && expose !== false && typeof message === 'string' && message !== '';
  const text = String(code).startsWith('FST_ERR_') ? EXPLANATIONS[status as number] : (message as string);
  return new Abort(status as number, isShown ? text : undefined, { cause: error, headers: sendable(headers) });
}

/** The headers of an error that can be sent, and say nothing of its body, which is another here. */
function sendable(headers: unknown): ResponseHeaders {
  const sent = new ResponseHeaders();
  for (const [name, value] of Object.entries(Object(headers) as Record<string, string>))
    try {
      if (!/^(?:content-(?:type|length|encoding)|transfer-encoding)$/i.test(name)) sent.set(name, value);
    } catch {
      // Nor would Fastify send it.
    }
  return sent;
}

/** Fastify's own words are for developers. */
const EXPLANATIONS: Partial<Record<number, string>> = {
  413: 'The body is larger than is accepted here.',
  414: 'A part of the path is too long.',
  415: 'The Content-Type header is malformed.',
};
