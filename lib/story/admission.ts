import type { FastifyRequest } from 'fastify';

import type { AdmissionOptions } from '../config/admission.js';
import { Abort } from '../response/abort.js';
import { isHost } from '../plain/hosts.js';
import { originOf } from '../request/connection.js';
import { logCrossSite, logHost, logTarget } from './refusals.js';

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
      const refusal = this.#refuseHost(request);
      if (refusal !== undefined) return refusal;
      this.#known = host;
    }
    if (!isServed(request)) {
      logTarget(request);
      return new Abort(400, 'The request target is malformed.');
    }
    if (!csrf || !this.isCrossSite(request) || SAFE_METHODS.includes(request.method)) return undefined;
    logCrossSite(request);
    return new Abort(403, 'This request came from another site.');
  }

  #refuseHost(request: FastifyRequest): Abort | undefined {
    const { host } = request;
    // Clients of HTTP/1.0 need not name one.
    if (host !== '' && !isHost(host)) {
      logHost(request, 'malformed');
      return new Abort(400, 'The Host header is malformed.');
    }
    if (this.#hosts === undefined || this.#trusts(nameOf(host.toLowerCase()))) return undefined;
    logHost(request, 'untrusted');
    return new Abort(400, `The host '${host}' is not trusted.`);
  }

  #trusts(name: string): boolean {
    return this.#hosts!.some((trusted) =>
      trusted.startsWith('.') ? name === trusted.slice(1) || name.endsWith(trusted) : name === trusted,
    );
  }

  /**
   * Whether a page of another site, which is not trusted, sends a request. Browsers send Sec-Fetch-Site, older ones Origin;
   * clients that send neither hold no cookies for another site to abuse.
   */
  isCrossSite(request: FastifyRequest): boolean {
    const { 'sec-fetch-site': site, origin } = request.headers;
    if (site === 'same-origin' || site === 'none') return false;
    if (site === undefined && origin === undefined) return false;
    if (origin === undefined) return true;
    if (this.#origins.includes(origin.toLowerCase())) return false;
    // Same-site is not same-origin: another application may live on a sister domain.
    return site !== undefined || origin.toLowerCase() !== originOf(request);
  }
}

/**
 * Whether a request asks for a path, or as of a proxy for a whole URL (RFC 9112, section 3.2). Of anything else the router takes
 * the first character for a slash, and would serve what no hook recognises by its path.
 */
function isServed({ raw: { url = '/' }, method }: FastifyRequest): boolean {
  return url.charCodeAt(0) === SLASH || /^https?:\/\//i.test(url) || (url === '*' && method === 'OPTIONS');
}

/** To look at one character takes less than to call a function, and it is done for each request. */
const SLASH = 47;

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}
