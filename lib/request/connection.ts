import type { IncomingMessage } from 'node:http';

import type { FastifyRequest } from 'fastify';

/** `https` when the connection is, or a trusted proxy says so. */
export function schemeOf({ protocol, raw }: FastifyRequest): 'http' | 'https' {
  // Of X-Forwarded-Proto nothing but http and https is believed: another word would reach URLs.
  const scheme = protocol.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return scheme;
  return 'encrypted' in raw.socket && raw.socket.encrypted === true ? 'https' : 'http';
}

/**
 * Whether a request is one to this very machine: what shows source code answers no other. A foreign site's name may lead
 * here, too.
 */
export function isLocal(request: IncomingMessage, host = request.headers.host ?? ''): boolean {
  return isLoopbackClient(request) && LOCAL_HOST.test(host);
}

const LOCAL_HOST = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

/** Whether a client sits on this very machine, and nothing in between says that it forwards for another. */
function isLoopbackClient({ socket, headers }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? '';
  const isLoopback = /^(?:::ffff:)?127\./.test(address) || address === '::1';
  return isLoopback && !FORWARDING_HEADERS.some((name) => headers[name] !== undefined);
}

const FORWARDING_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];
