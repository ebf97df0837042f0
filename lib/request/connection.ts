import type { FastifyRequest } from 'fastify';

/** `https` when the connection is, or a trusted proxy says so. */
export function schemeOf({ protocol, raw }: FastifyRequest): 'http' | 'https' {
  // Of X-Forwarded-Proto nothing but http and https is believed: another word would reach URLs.
  const scheme = protocol.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return scheme;
  return 'encrypted' in raw.socket && raw.socket.encrypted === true ? 'https' : 'http';
}

/** Whether a client sits on this very machine, and nothing in between says that it forwards for another. */
export function isLoopbackClient({ raw, headers }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
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
