import type { FastifyRequest } from 'fastify';

import { isOrigin } from '../plain/hosts.js';
import { quotedBriefly } from '../plain/shown.js';
import { originOf } from '../request/connection.js';
import { pathIn } from '../request/target.js';

// The log lines for what is refused before any handler sees it. A client writes a part of each, which is kept short.

/** The client hears of a 403 and nothing else: why, and what to do about it, is for the one who runs the app. */
export function logCrossSite(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = originOf(request);
  const from =
    origin === undefined ? `another site (Sec-Fetch-Site: ${quotedBriefly(site ?? '')})` : quotedBriefly(origin);
  request.log.warn(
    { origin: origin?.slice(0, LONGEST), ownOrigin: own.slice(0, LONGEST) },
    `${what(request)} was refused with 403: it came from ${from}, and this app's origin is ${quotedBriefly(own)}. ${cureFor(origin, own)}`,
  );
}

/** A proxy that passes on another host than the visitor's is the usual cause, beside attacks. */
export function logHost(request: FastifyRequest, problem: 'malformed' | 'untrusted'): void {
  const host = quotedBriefly(request.host);
  const cure =
    problem === 'malformed'
      ? 'A proxy may send the name of its upstream: have it pass on the Host of the visitor.'
      : `If visitors use it, add it: createApp({ trustedHosts: [${host}] }). If a proxy sends it, have that pass on the Host of the visitor.`;
  request.log.warn(
    `${what(request)} was refused with 400: the host ${host} is ${problem === 'malformed' ? 'malformed' : 'not one of trustedHosts'}. ${cure}`,
  );
}

/** No proxy and no browser sends it. */
export function logTarget(request: FastifyRequest): void {
  request.log.warn(`${what(request)} was refused with 400: that is neither a path nor a URL.`);
}

function what({ method, raw }: FastifyRequest): string {
  const path = pathIn(raw.url ?? '/');
  return `${method} ${path.length > LONGEST ? `${path.slice(0, LONGEST)}...` : path}`;
}

const LONGEST = 100;

function cureFor(origin: string | undefined, own: string): string {
  if (origin === undefined || !isOrigin(origin)) return OF_NOBODY;
  return `${differenceOf(new URL(origin), new URL(own))}If pages from there may write here, add it: createApp({ trustedOrigins: [${quotedBriefly(origin)}] }).`;
}

/** For a page in a sandbox, a file, or a site that hides what it is. */
const OF_NOBODY =
  'The browser did not tell which site that is, so trustedOrigins cannot name it; a route that any site may write to has { csrf: false }.';

/** What a proxy in between does to a request of the very same site. */
function differenceOf(origin: URL, own: URL): string {
  if (origin.hostname !== own.hostname) return '';
  if (origin.protocol !== own.protocol)
    return 'They differ in the scheme: behind a proxy that speaks https to visitors, have it send X-Forwarded-Proto, and trust it with createApp({ fastify: { trustProxy: ... } }). ';
  if (origin.port === own.port) return '';
  return 'They differ in the port: a proxy in between may drop it, and should pass on the Host as it came (nginx: proxy_set_header Host $http_host). ';
}
