import type { FastifyRequest } from 'fastify';

import type { Request } from './request.js';

/** The path and the query that are asked for. */
export function targetOf({ raw }: Pick<FastifyRequest, 'raw'>): string {
  const target = raw.url ?? '/';
  if (target.startsWith('/') && !target.includes('#')) return target;
  // Broken clients send a fragment, which the router ignores.
  const [path] = withoutOrigin(target).split('#', 1);
  return path!.startsWith('/') ? path! : `/${path}`;
}

/** A target without scheme and host: proxies send the whole URL (RFC 9112, section 3.2.2). */
export function withoutOrigin(target: string): string {
  return target.startsWith('/') ? target : target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
}

export function pathOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? target : target.slice(0, at);
}

export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at + 1);
}

/** The path as it was sent, percent-encoded: what it decodes to may have line breaks. */
export function rawPath({ fastifyRequest }: Request): string {
  return pathOf(fastifyRequest.raw.url ?? '/');
}
