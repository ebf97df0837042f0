import type { Request } from './request.js';

/**
 * How far a response is: a handler or hook is at work; the after-hooks have begun; another response stands for one that
 * could not leave; Fastify or Node has it, where a request ends that goes well; an answer stands for one that broke on its
 * way, and nothing comes after it. Or a handler has sent a reply of its own through `environ.reply`, or taken that over to
 * end it itself.
 */
export type Stage = 'handling' | 'leaving' | 'replacing' | 'sending' | 'last answer' | 'replied' | 'taken over';

/** The stages in which a handler may still answer by hand. */
export const BEFORE_SENDING: ReadonlySet<Stage> = new Set(['handling', 'leaving', 'replacing']);

/** Who has taken an answer over, and is told how the handler ended. */
export interface TakenOver {
  /** The handler is done: with what it threw, or with nothing. What nobody foresaw is logged already. It must not throw. */
  onEnd(failure?: { thrown: unknown }): void;
}

/** The headers that belong to an answer that was taken over: the session's cookie, and what plugins and factories set. */
export type TakeoverHeaders = Record<string, string | number | readonly string[] | undefined>;

/** Whether it is the error that Fastify sends when its option `handlerTimeout` has run out. */
export function isTimeout(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === 'FST_ERR_HANDLER_TIMEOUT';
}

/** How far the response of a request is. A handler that took Fastify's reply over is noticed only when it is looked for. */
export function stageOf(request: Request): Stage {
  if (request.hasEnviron) noticeTakeover(request);
  return request.stage;
}

/**
 * Whether a request that was being handled has been answered meanwhile: by hand, or by an error in place of what takes too
 * long. Then nothing that was still to be called for the answer is.
 */
export function isAnsweredMeanwhile(request: Request): boolean {
  return stageOf(request) !== 'handling' || request.resources?.isInterrupted === true;
}

/** Notices that a handler has hijacked the reply, or written to Node's own. */
export function noticeTakeover(request: Request): void {
  const { stage, reply } = request;
  // An extension has called it with Fastify's request alone.
  if ((reply as unknown) === undefined) return;
  if (BEFORE_SENDING.has(stage) && (reply.sent || reply.raw.headersSent)) request.stage = 'taken over';
}
