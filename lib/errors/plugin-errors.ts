import { foreignName } from '../plain/copies.js';
import { Abort } from '../response/abort.js';
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
  const { statusCode: status = replied, code, message } = Object(error) as AnswerLike;
  // A 500 is what an error becomes that nobody foresaw.
  if (!Number.isInteger(status) || (status as number) < 400 || (status as number) > 599 || status === 500)
    return undefined;
  if ((status as number) > 500) return new Abort(status as number, undefined, { cause: error });
  const text = String(code).startsWith('FST_ERR_') ? EXPLANATIONS[status as number] : String(message);
  return new Abort(status as number, text, { cause: error });
}

/** Fastify's own words are for developers. */
const EXPLANATIONS: Partial<Record<number, string>> = {
  413: 'The body is larger than is accepted here.',
  414: 'A part of the path is too long.',
  415: 'The Content-Type header is malformed.',
};
