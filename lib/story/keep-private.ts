import { cachingOf, madePrivate } from '../response/caching.js';
import { Response } from '../response/response.js';
import type { PlannedRequest } from './plan.js';

/**
 * Keeps what Phial itself lets caches keep, a file or events, out of those that are shared when the response is for this visitor
 * alone: he has a session, or gets a cookie. Hooks may have made it so after the response was begun.
 */
export function keepPrivate({ openSession, reply }: PlannedRequest, { headers }: Response): void {
  const caching = headers.getDefault('cache-control');
  if (caching === undefined) return;
  if (openSession === undefined && !headers.has('set-cookie') && !reply.hasHeader('set-cookie')) return;
  headers.putDefault('cache-control', madePrivate(caching));
}

/** Keeps a session's cookie out of shared caches, whatever a plugin has said of all responses: what the handler says counts alone. */
export function keepCookiePrivate({ reply, written }: PlannedRequest): void {
  if (written instanceof Response && written.headers.has('cache-control') && !isDefault(written)) return;
  reply.header('cache-control', madePrivate(cachingOf(reply)));
}

function isDefault({ headers }: Response): boolean {
  return headers.getDefault('cache-control') !== undefined;
}
