import type { IncomingMessage } from 'node:http';

import type { FastifyRequest } from 'fastify';

/**
 * Stands for the address of who comes over a Unix socket, which has none. Where proxies are trusted, this one is, too: who
 * may open the socket is for its mode to say. Nobody comes from there over a network (RFC 6666).
 */
export const LOCAL_PEER = '100::';

/** The client's address; empty for who comes over a Unix socket, and forwards for nobody. */
export function addressOf({ ip }: FastifyRequest): string {
  return ip === LOCAL_PEER ? '' : ip;
}

/** `https` when the connection is, or a trusted proxy says so. */
export function schemeOf({ protocol, raw }: FastifyRequest): 'http' | 'https' {
  // Of X-Forwarded-Proto nothing but http and https is believed: another word would reach URLs.
  const scheme = protocol.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return scheme;
  return 'encrypted' in raw.socket && raw.socket.encrypted === true ? 'https' : 'http';
}

/** The origin that a request was sent to, as browsers write it. */
export function originOf(request: FastifyRequest): string {
  return new URL(`${schemeOf(request)}://${request.host || 'localhost'}`).origin;
}

/**
 * Whether a request comes from a developer at this machine, who asked this app itself: nothing lies in between, and the
 * answer is read by nobody else. What shows source code answers no other.
 */
export function isFromDeveloper(
  request: IncomingMessage,
  isSecure = false,
  host = request.headers.host ?? '',
): boolean {
  return isLoopbackClient(request) && isNamedAsListened(request, isSecure, host) && !isOldOrForeign(request);
}

/** Whether the Host is where this connection was taken: a foreign site's name may lead here, too (DNS rebinding). */
function isNamedAsListened({ socket: { localPort } }: IncomingMessage, isSecure: boolean, host: string): boolean {
  const local = LOCAL_HOST.exec(host);
  if (local === null) return false;
  // The test client has no connection.
  return localPort === undefined || localPort === Number(local[1] ?? (isSecure ? 443 : 80));
}

const LOCAL_HOST = /^(?:(?:[^:]+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::(\d+))?$/i;

/**
 * HTTP/1.0 is what nginx speaks to an app unless it is told otherwise, with the app's own address as the Host. A script
 * of another site may read an answer where the app allows it (CORS); a link to the page is fine.
 */
function isOldOrForeign({ httpVersion, headers }: IncomingMessage): boolean {
  if (httpVersion === '1.0') return true;
  return headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
}

/** Whether a client sits on this very machine, and nothing in between says that it forwards for another. */
function isLoopbackClient({ socket, headers }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? '';
  const isLoopback = /^(?:::ffff:)?127\./.test(address) || address === '::1';
  return (
    isLoopback &&
    !Object.keys(headers).some((name) => name.startsWith('x-forwarded-') || FORWARDING_HEADERS.includes(name))
  );
}

const FORWARDING_HEADERS = [
  ...['forwarded', 'via', 'cdn-loop', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'x-original-forwarded-for'],
  ...['cf-connecting-ip', 'true-client-ip', 'fastly-client-ip', 'fly-client-ip', 'x-envoy-external-address'],
];
