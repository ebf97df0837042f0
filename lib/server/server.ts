import { fastify as createFastify, LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';

import { LOCAL_PEER } from '../request/connection.js';
import type { Mode } from '../request/serving.js';
import type { AppOptions } from '../config/config.js';
import { readableArguments } from '../plain/readable-error.js';
import { LogStream, type LogKeys } from './log.js';
import { requestLogs } from './request-log.js';
import { LateCompilers } from '../plain/schema-compilers.js';
import { withoutBase } from '../request/base-path.js';
import { routerOptionsOf } from '../routes/router.js';

/**
 * Milliseconds that a client has to send a request, its body included: Node's own limit, which Fastify lifts. For its
 * headers it has a minute, and a connection without a request is closed after 72 seconds.
 */
const REQUEST_TIMEOUT = 300_000;

/** The user's options for Fastify, which win over those that are best for Phial. */
export function createServer(
  given: AppOptions['fastify'] = {},
  mode: Mode,
  frameworkErrors: FastifyServerOptions['frameworkErrors'],
  basePath = '',
): FastifyInstance {
  const { logger = true, routerOptions, ...options } = given;
  return createFastify({
    ...(options.loggerInstance === undefined && { logger: logger === false ? false : withStream(logger, mode) }),
    // Fastify takes one of the two.
    ...(options.disableRequestLogging === undefined && {
      logController: new LogController({ disableRequestLogging: true }),
    }),
    // Connections that wait for their next request get it, and are closed with it.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT,
    schemaController: new LateCompilers(),
    // Without a log, Fastify makes none for requests.
    ...((logger !== false || options.loggerInstance !== undefined) && { childLoggerFactory: requestLogs }),
    ...options,
    // Nobody else pays for it.
    ...(basePath !== '' && { rewriteUrl: takingOff(basePath, options.rewriteUrl) }),
    ...(options.trustProxy && { trustProxy: withLocalPeer(options.trustProxy) }),
    routerOptions: { ...routerOptions, ...routerOptionsOf(given) },
    frameworkErrors,
  } as FastifyServerOptions) as FastifyInstance;
}

/** What the router is asked for: hooks and plugins see it as `request.url`, and the whole as `request.originalUrl`. */
function takingOff(basePath: string, first: Rewrite | undefined): Rewrite {
  return function rewrite(request) {
    const target = first === undefined ? (request.url ?? '/') : first.call(this, request);
    return withoutBase(target, basePath);
  };
}

type Rewrite = NonNullable<FastifyServerOptions['rewriteUrl']>;

type TrustProxy = NonNullable<FastifyServerOptions['trustProxy']>;

/** Where a proxy is trusted, so is the one that comes over a Unix socket, which no list can name. */
function withLocalPeer(given: TrustProxy): TrustProxy {
  if (typeof given === 'string') return `${given},${LOCAL_PEER}`;
  if (Array.isArray(given)) return [...given, LOCAL_PEER];
  return typeof given === 'function' ? (address, hop) => address === LOCAL_PEER || given(address, hop) : given;
}

/** A logger that says itself where it writes is left alone in that. */
function withStream(logger: true | object, mode: Mode): object {
  const settings = { hooks: { logMethod }, ...(logger === true ? {} : (logger as LogKeys)) };
  return ['stream', 'file', 'transport'].some((name) => name in settings)
    ? settings
    : { ...settings, stream: new LogStream(() => mode.debug, settings) };
}

/** A log that fails would be worse than what it tells: an error may be frozen, or have members that throw. */
function logMethod(this: unknown, given: unknown[], log: (...args: unknown[]) => void): void {
  try {
    log.apply(this, given);
  } catch {
    log.apply(this, readableArguments(given));
  }
}
