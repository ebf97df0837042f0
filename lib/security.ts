import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Abort, type Finding } from './errors/errors.js';
import { HTML, JSON_TYPE } from './response.js';

/** Options of the app that say whose requests are taken. */
export interface AdmissionOptions {
  trustedHosts?: readonly string[];
  trustedOrigins?: readonly string[];
}

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** Decides which requests are served at all: those to a trusted host, and no writes from another site. */
export class Admission {
  readonly #hosts: readonly string[] | undefined;
  readonly #origins: readonly string[];
  /** The last host that was good: nearly always the next one, too. */
  #known: string | undefined;

  constructor({ trustedHosts, trustedOrigins = [] }: AdmissionOptions) {
    this.#hosts = trustedHosts?.map((host) => nameOf(host.toLowerCase()));
    this.#origins = trustedOrigins.map((origin) => new URL(origin).origin);
  }

  /** Whether routes that Phial did not make are checked, too: those of plugins. */
  get isStrict(): boolean {
    return this.#hosts !== undefined;
  }

  /**
   * Why a request is refused, or undefined when it is not.
   *
   * @param csrf whether cross-site writes are refused
   */
  refuse(request: FastifyRequest, csrf: boolean): Abort | undefined {
    const { host } = request;
    if (host !== this.#known) {
      const refusal = this.#refuseHost(host);
      if (refusal !== undefined) return refusal;
      this.#known = host;
    }
    if (!csrf || !this.#isCrossSite(request) || SAFE_METHODS.includes(request.method)) return undefined;
    return new Abort(403, 'This request came from another site.');
  }

  #refuseHost(host: string): Abort | undefined {
    // Clients of HTTP/1.0 need not name one.
    if (host !== '' && !isHost(host)) return new Abort(400, 'The Host header is malformed.');
    if (this.#hosts === undefined || this.#trusts(nameOf(host.toLowerCase()))) return undefined;
    return new Abort(400, `The host '${host}' is not trusted.`);
  }

  #trusts(name: string): boolean {
    return this.#hosts!.some((trusted) => (trusted.startsWith('.') ? name === trusted.slice(1) || name.endsWith(trusted) : name === trusted));
  }

  /** Browsers send Sec-Fetch-Site, older ones Origin; clients that send neither hold no cookies for another site to abuse. */
  #isCrossSite(request: FastifyRequest): boolean {
    const { 'sec-fetch-site': site, origin } = request.headers;
    if (site === 'same-origin' || site === 'none') return false;
    if (site === undefined && origin === undefined) return false;
    if (origin === undefined) return true;
    if (this.#origins.includes(origin.toLowerCase())) return false;
    // Same-site is not same-origin: another application may live on a sister domain.
    return site !== undefined || origin.toLowerCase() !== new URL(`${schemeOf(request)}://${request.host || 'localhost'}`).origin;
  }
}

/** What is wrong with the options of an `Admission`. */
export function checkAdmission({ trustedHosts, trustedOrigins }: AdmissionOptions): Finding[] {
  return [
    ...checkList('trustedHosts', trustedHosts, (host) => isHost(host.replace(/^\./, '')), 'no host', "Write a host alone, 'example.com', or '.example.com' for it and all below it."),
    ...(trustedHosts?.length === 0 ? [{ who: 'trustedHosts', cause: 'it is empty, so that every request would be refused', cure: 'Leave it out to take any host.' }] : []),
    ...checkList('trustedOrigins', trustedOrigins, isOrigin, 'no origin', "Write scheme and host alone: 'https://app.example.com'."),
  ];
}

function checkList(who: string, list: unknown, fits: (entry: string) => boolean, what: string, cure: string): Finding[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [{ who, cause: `it is ${JSON.stringify(list)}, which is no list`, cure: `Write a list: [${JSON.stringify(list)}].` }];
  return list.filter((entry) => typeof entry !== 'string' || !fits(entry)).map((entry) => ({ who, cause: `${JSON.stringify(entry)} is ${what}`, cure }));
}

/** A name, an IPv4 or a bracketed IPv6 address, and a port: RFC 3986, section 3.2.2, without what no browser takes. */
function isHost(text: string): boolean {
  return /^(?:[a-z\d\-._~]+|\[[a-f\d:.]+\])(?::\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}`);
}

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^/?#@]+\/?$/i.test(text) && URL.canParse(text);
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}

/** `https` when the connection is, or a trusted proxy says so. */
export function schemeOf({ protocol, raw }: FastifyRequest): 'http' | 'https' {
  // Of X-Forwarded-Proto nothing but http and https is believed: another word would reach URLs.
  const scheme = protocol.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return scheme;
  return 'encrypted' in raw.socket && raw.socket.encrypted === true ? 'https' : 'http';
}

/**
 * Adds the security headers that neither the handler nor a plugin has set.
 *
 * @param type the response's content type, where it is known
 */
export function addSecurityHeaders(reply: FastifyReply, type = String(reply.getHeader('content-type'))): void {
  setIfMissing(reply, 'x-content-type-options', 'nosniff');
  if (!isHtml(type)) return;
  setIfMissing(reply, 'x-frame-options', 'SAMEORIGIN');
  setIfMissing(reply, 'referrer-policy', 'strict-origin-when-cross-origin');
}

function isHtml(type: string): boolean {
  // Nearly all are one of these two.
  if (type === HTML || type === JSON_TYPE) return type === HTML;
  return /^text\/html\b/i.test(type);
}

/** Adds them in a scope whose responses are Fastify's own. */
export function secureScope(scope: FastifyInstance): void {
  scope.addHook('onSend', (_request, reply, _payload, done) => {
    addSecurityHeaders(reply);
    done();
  });
}

function setIfMissing(reply: FastifyReply, name: string, value: string): void {
  if (!reply.hasHeader(name)) reply.header(name, value);
}

/** Whether a client sits on this very machine, and nothing in between says that it forwards for another. */
export function isLoopbackClient({ raw, headers }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
  const isLoopback = /^(?:::ffff:)?127\./.test(address) || address === '::1';
  return isLoopback && !FORWARDING_HEADERS.some((name) => headers[name] !== undefined);
}

const FORWARDING_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
