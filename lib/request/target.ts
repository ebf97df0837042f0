import type { FastifyRequest } from 'fastify';

import type { Request } from './request.js';

/** The path and the query that are asked for. */
export function targetOf({ raw }: Pick<FastifyRequest, 'raw'>): string {
  return localTarget(raw.url ?? '/');
}

function localTarget(target: string): string {
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

/**
 * A path percent-decoded, as it was sent when it cannot be; with one slash at its start, however many there were. Control
 * characters stay encoded: a path has none, and in a header, a redirect or a log they would be an error or worse.
 *
 * @param kept the percent signs of what else stays encoded
 */
export function decodedPath(path: string, kept?: RegExp): string {
  let decoded = path;
  try {
    if (path.includes('%')) decoded = decodeURIComponent(kept === undefined ? path : path.replace(kept, '%25'));
  } catch {
    // Fastify answers 400.
  }
  // In a redirect or a link '//evil.example' is another host. Browsers read '\\' as a slash, and tabs and line breaks not at all.
  const local = decoded.replace(/^\/(?:[\t\n\r]*[/\\])+/, '/');
  return decoded === path ? local : local.replace(CONTROLS, encodeURIComponent);
}

/** A path as `decodedPath()` has it, whose link leads to it: what would end it, split it or be decoded again stays encoded. */
export function linkablePath(path: string): string {
  return decodedPath(path, OF_LINKS).replaceAll('\\', '%5C');
}

/** Of `%`, `?`, `#` and the slashes, and of a space at the end, which no link has. */
const OF_LINKS = /%(?=2[35f]|3f|5c|20$)/gi;

export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at + 1);
}

const CONTROLS = /[\x00-\x1f\x7f]/g;

/** The path as it was sent, percent-encoded: what it decodes to may have line breaks. */
export function rawPath({ fastifyRequest }: Request): string {
  return pathIn(fastifyRequest.raw.url ?? '/');
}

/** The path of a target alone: what stands around it may be a password or a token, which no log is to hold. */
export function pathIn(target: string): string {
  return pathOf(localTarget(target));
}
