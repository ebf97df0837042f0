import type { FastifyRequest } from 'fastify';

import { Abort } from './errors.js';
import type { ResponseHeaders } from './headers.js';

/** Options of the app that say whose requests are taken. */
export interface AdmissionOptions {
  trustedHosts?: readonly string[];
  trustedOrigins?: readonly string[];
}

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** A host as it may stand in a `Host` header: a name, an IPv4 or a bracketed IPv6 address, and a port (RFC 3986, section 3.2.2). */
const HOST = /^(?:[a-z\d\-._~]+|\[[a-f\d:.]+\])(?::\d{1,5})?$/i;

/** Decides which requests are served at all: those to a trusted host, and no writes from another site. */
export class Admission {
  readonly #hosts: readonly string[] | undefined;
  readonly #origins: readonly string[];

  constructor({ trustedHosts, trustedOrigins = [] }: AdmissionOptions) {
    this.#hosts = trustedHosts?.map((host) => withoutPort(host.toLowerCase()));
    this.#origins = trustedOrigins.map((origin) => new URL(origin).origin);
  }

  /**
   * Why a request is refused, or undefined when it is not.
   *
   * @param csrf whether cross-site writes are refused
   */
  refuse(request: FastifyRequest, csrf: boolean): Abort | undefined {
    const host = request.host as string | undefined;
    if (host !== undefined && host !== '' && !HOST.test(host)) return new Abort(400, 'The Host header is malformed.');
    if (this.#hosts !== undefined && !this.#trusts(host ?? '')) return new Abort(400, `The host '${host ?? ''}' is not trusted.`);
    if (!csrf || SAFE_METHODS.includes(request.method) || !this.#isCrossSite(request)) return undefined;
    return new Abort(403, 'This request came from another site.');
  }

  #trusts(host: string): boolean {
    const name = withoutPort(host.toLowerCase());
    return this.#hosts!.some((trusted) => (trusted.startsWith('.') ? name === trusted.slice(1) || name.endsWith(trusted) : name === trusted));
  }

  /** Browsers send Sec-Fetch-Site, older ones Origin; clients that send neither hold no cookies for another site to abuse. */
  #isCrossSite({ headers, protocol, host }: FastifyRequest): boolean {
    const site = headers['sec-fetch-site'];
    const { origin } = headers;
    if (site === 'same-origin' || site === 'none') return false;
    if (site === undefined && origin === undefined) return false;
    if (origin === undefined) return true;
    if (this.#origins.includes(origin.toLowerCase())) return false;
    const own = `${protocol === 'https' ? 'https' : 'http'}://${host}`;
    // Same-site is not same-origin: another application may live on a sister domain.
    return site !== undefined || !URL.canParse(own) || new URL(own).origin !== origin.toLowerCase();
  }
}

/** Adds the security headers that a handler did not set itself. */
export function addSecurityHeaders(headers: ResponseHeaders): void {
  setIfMissing(headers, 'x-content-type-options', 'nosniff');
  if (!(headers.get('content-type') ?? '').startsWith('text/html')) return;
  setIfMissing(headers, 'x-frame-options', 'SAMEORIGIN');
  setIfMissing(headers, 'referrer-policy', 'strict-origin-when-cross-origin');
}

/** Whether a client sits on this very machine, and nothing in between says that it forwards for another. */
export function isLoopbackClient({ raw, headers }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
  const isLoopback = /^(?:::ffff:)?127\./.test(address) || address === '::1';
  return isLoopback && !FORWARDING_HEADERS.some((name) => headers[name] !== undefined);
}

const FORWARDING_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

function setIfMissing(headers: ResponseHeaders, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}
