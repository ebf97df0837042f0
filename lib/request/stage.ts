import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * How far a response is: a handler or hook is at work; the after-hooks have begun; another response stands for one that
 * could not leave; Fastify has it; nothing more can be sent. Or a handler has sent a reply of its own through
 * `environ.reply`, or taken that over to end it itself.
 */
export type Stage = 'handling' | 'leaving' | 'replacing' | 'sending' | 'sent' | 'replied' | 'taken over';

/** The stages in which a handler may still answer by hand. */
export const BEFORE_SENDING: ReadonlySet<Stage> = new Set(['handling', 'leaving', 'replacing']);

/** Fastify's own objects for a request. */
export interface Environ {
  /** The request, with the raw one of Node in it. */
  request: FastifyRequest;
  /** The reply: what is sent through it is the answer. */
  reply: FastifyReply;
}
