import type { FastifyReply } from 'fastify';

/** What plugins have said of caches so far; empty when they have not. */
export function cachingOf(reply: FastifyReply): string {
  return [reply.getHeader('cache-control') ?? []].flat().join(', ');
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
