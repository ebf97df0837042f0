import type { Response } from '../response/response.js';
import type { PlannedRequest } from './plan.js';

/**
 * Keeps what Phial itself lets caches keep, a file or events, out of those that are shared when the response is for this visitor
 * alone: he has a session, or gets a cookie. Hooks may have made it so after the response was begun.
 */
export function keepPrivate({ openSession, reply }: PlannedRequest, { headers }: Response): void {
  const caching = headers.getDefault('cache-control');
  if (caching === undefined || caching.startsWith('private')) return;
  if (openSession === undefined && !headers.has('set-cookie') && !reply.hasHeader('set-cookie')) return;
  headers.putDefault('cache-control', `private, ${caching.replace(/^public, /, '')}`);
}
