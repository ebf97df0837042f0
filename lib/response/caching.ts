import type { FastifyReply } from 'fastify';

/** What plugins have said of caches so far; empty when they have not. */
export function cachingOf(reply: FastifyReply): string {
  return [reply.getHeader('cache-control') ?? []].flat().join(', ');
}

/**
 * What Phial says of caches, beside what a plugin has said of all responses: that counts where it keeps more from them, unless
 * somebody has asked for the other by `maxAge`.
 */
export function besidePlugins(caching: string, reply: FastifyReply): string {
  const others = cachingOf(reply);
  if (caching.includes('max-age=') || !isPrivate(directivesOf(others))) return caching;
  return /\bno-store\b/i.test(others) ? others : madePrivate(caching);
}

/** A `Cache-Control` that keeps a response out of the caches that are shared, and says the same of the visitor's own. */
export function madePrivate(caching: string): string {
  const directives = directivesOf(caching);
  if (isPrivate(directives)) return caching;
  return ['private', ...directives.filter((one) => !IN_SHARED_CACHES.test(one))].join(', ');
}

const IN_SHARED_CACHES = /^(?:public$|s-maxage=|proxy-revalidate$)/i;

function directivesOf(caching: string): string[] {
  return caching
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}

function isPrivate(directives: readonly string[]): boolean {
  return directives.some((one) => /^(?:private|no-store)$/i.test(one));
}
