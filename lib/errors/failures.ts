import { foreignName, ONE_COPY, TWO_COPIES } from '../plain/copies.js';
import { isError } from '../plain/is-error.js';
import { readableCopy } from '../plain/readable-error.js';
import { shown } from '../plain/shown.js';
import { Abort } from '../response/abort.js';
import { throwerOf } from '../request/blame.js';
import { rawPath } from '../request/target.js';
import type { Request } from '../request/request.js';
import { cureOf, cureOfThrown } from './cures.js';
import { ROUTER, tellMonitoring } from './monitoring.js';

/**
 * Tells the log, monitoring and the teardown hooks of what nobody foresaw. It never throws.
 *
 * @returns the 500 that stands for it: its text stays on the server
 */
export function noteFailure(request: Request, thrown: unknown, when = ''): Abort {
  const { plan } = request;
  const who = throwerOf(request, thrown);
  const foreign = foreignName(thrown);
  const error =
    foreign !== undefined
      ? new Error(`${who} threw a ${foreign} of another copy of Phial: ${TWO_COPIES}. ${ONE_COPY}`, { cause: thrown })
      : isError(thrown)
        ? thrown
        : new Error(`${who} threw ${shown(thrown)}, which is no Error.`, { cause: thrown });
  request.thrownBy?.set(error, who);
  request.unhandled = error;
  const what = `${blamed(request, `failed${when === '' ? '' : ` ${when}`}`, thrown)}: ${request.method} ${rawPath(request)}`;
  const cure = cureOf(error) ?? cureOfThrown(thrown);
  tellMonitoring(request, error, thrown);
  logError(request, error, cure === undefined ? what : `${what}. ${cure}`, who);
  plan.runtime.onUnforeseen?.(thrown);
  return new Abort(500, undefined, { cause: thrown });
}

/**
 * Whose failure it is, for the log. What fails before Phial is asked is a plugin's: its hook, or a route of its own.
 *
 * @param did `answered 503`
 */
export function blamed(request: Request, did: string, thrown: unknown): string {
  const { plan, reported } = request;
  const thrower = request.thrownBy?.get(thrown);
  if (thrower !== undefined) return `${thrower} ${did}`;
  if (reported?.isEarly !== true || (plan.route === undefined && plan.who !== ROUTER)) return `${plan.who} ${did}`;
  return `A hook of a plugin ${did}, ${plan.route === undefined ? 'where no route matched' : `before ${plan.who} was called`}`;
}

/** Tells the log and monitoring of an error that does not end the request. It never throws. */
export function logFailure(request: Request, thrown: unknown, message: string, who = request.plan.who): void {
  const error = isError(thrown) ? thrown : new Error(`${who} threw ${shown(thrown)}, which is no Error.`);
  tellMonitoring(request, error, thrown);
  logError(request, thrown, message, who);
}

/** Writes an error into the log. It never throws. */
export function logError({ log, plan }: Request, error: unknown, message: string, handler = plan.who): void {
  const fields = { handler, route: plan.route?.path };
  try {
    log.error({ err: error, ...fields }, message);
  } catch {
    // A logger of the user's own, and an error whose members throw when they are read.
    log.error({ err: readableCopy(error), ...fields }, message);
  }
}
