import { besidePlugins, cachingOf, madePrivate } from '../response/caching.js';
import { Response } from '../response/response.js';
import type { PlannedRequest } from './plan.js';

/**
 * Keeps what Phial itself lets caches keep, a file or events, out of those that are shared when the response is for this visitor
 * alone: he has a session, or gets a cookie. Hooks may have made it so after the response was begun; plugins may keep more.
 */
export function keepPrivate({ openSession, reply }: PlannedRequest, { headers }: Response): void {
  const ours = headers.getDefault('cache-control');
  if (ours === undefined) return;
  const caching = besidePlugins(ours, reply);
  const isPersonal = openSession !== undefined || headers.has('set-cookie') || reply.hasHeader('set-cookie');
  headers.putDefault('cache-control', isPersonal ? madePrivate(caching) : caching);
}

/** Keeps a session's cookie out of shared caches, whatever a plugin has said of all responses: what the handler says counts alone. */
export function keepCookiePrivate({ reply, written }: PlannedRequest): void {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private');
  else if (!isOfHandler(written)) reply.header('cache-control', madePrivate(cachingOf(reply)));
}

function isOfHandler(written: PlannedRequest['written']): boolean {
  if (!(written instanceof Response)) return false;
  const { headers } = written;
  return headers.has('cache-control') && headers.getDefault('cache-control') === undefined;
}
