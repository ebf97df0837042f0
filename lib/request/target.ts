import type { FastifyRequest } from 'fastify';

import type { Request } from './request.js';

/** The path and the query, as they were sent. */
export function targetOf({ raw }: FastifyRequest): string {
  const target = raw.url ?? '/';
  if (target.startsWith('/') && !target.includes('#')) return target;
  // Proxies send the whole URL (RFC 9112, section 3.2.2), and broken clients a fragment, which the router ignores.
  const [path] = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split('#', 1);
  return path!.startsWith('/') ? path! : `/${path}`;
}

export function pathOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? target : target.slice(0, at);
}

/** A path percent-decoded, as it was sent when it cannot be; with one slash at its start, however many there were. */
export function decodedPath(path: string): string {
  let decoded = path;
  try {
    if (path.includes('%')) decoded = decodeURIComponent(path);
  } catch {
    // Fastify answers 400.
  }
  // In a redirect or a link '//evil.example' is another host. Browsers read '\\' as a slash, and tabs and line breaks not at all.
  return decoded.replace(/^\/(?:[\t\n\r]*[/\\])+/, '/');
}

export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at + 1);
}

/** The path as it was sent, percent-encoded: what it decodes to may have line breaks. */
export function rawPath({ fastifyRequest }: Request): string {
  return (fastifyRequest.raw.url ?? '/').split('?', 1)[0]!;
}
