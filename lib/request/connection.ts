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
  return (
    isLoopback &&
    !Object.keys(headers).some((name) => name.startsWith('x-forwarded-') || FORWARDING_HEADERS.includes(name))
  );
}

const FORWARDING_HEADERS = ['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip'];
