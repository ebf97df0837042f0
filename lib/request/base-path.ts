import type { IncomingMessage } from 'node:http';

import type { FastifyRequest } from 'fastify';

import { withoutOrigin } from './target.js';

/** Where an app lives below its host, by its own word. */
const BASE_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))(?:[\w.~@+-]|%[89a-f][\da-f])+)+$/i;
const LONGEST = 500;

/** Whether a text is `/segment` or several, without what browsers or headers read otherwise. */
export function isBasePath(text: string): boolean {
  return text.length <= LONGEST && BASE_PATH.test(text);
}

/** Where the app lives for the client of a request: what the proxy says that it has taken off, or else the app's own word. */
export function basePathOf(request: FastifyRequest, own: string): string {
  const given = request.headers['x-forwarded-prefix'];
  // Any client can send it.
  return given === undefined || !comesFromProxy(request) ? own : (forwardedPrefix(String(given)) ?? own);
}

/** The prefix that the nearest proxy has taken off: the last of the list. Undefined when it is not a path. */
export function forwardedPrefix(header: string): string | undefined {
  const nearest = header
    .slice(header.lastIndexOf(',') + 1)
    .trim()
    .replace(/\/$/, '');
  return isBasePath(nearest) ? nearest : undefined;
}

/** Whether Fastify trusts the other end of the connection: of no other would it believe this scheme. */
function comesFromProxy(request: FastifyRequest): boolean {
  const asked = Object.create(request, { headers: { value: { 'x-forwarded-proto': 'trusted' } } }) as FastifyRequest;
  return (asked.protocol as string) === 'trusted';
}

/** What is asked for, below the base path. Proxies that take it off ask without it. */
export function withoutBase(target: string, base: string): string {
  const local = withoutOrigin(target);
  if (!local.startsWith(base)) return target;
  const rest = local.slice(base.length);
  if (rest === '' || /^[?#]/.test(rest)) return `/${rest}`;
  return rest.startsWith('/') ? rest : target;
}

/** Whether the base path itself is asked for, without the slash with which the app's paths begin. */
export function isBareBase({ originalUrl = '' }: IncomingMessage & { originalUrl?: string }, base: string): boolean {
  return withoutOrigin(originalUrl).split(/[?#]/, 1)[0] === base;
}
