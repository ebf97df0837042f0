import { STATUS_CODES } from 'node:http';

import { isShapeOfResponse } from '../plain/response-shape.js';
import type { Plan, PlannedRequest } from './plan.js';

/**
 * Warns of data that is a response in other frameworks: here it is sent as it is, with status 200. Some data may look so,
 * and be meant; it is told once for each handler, in debug mode.
 */
export function warnOfForeignShape({ plan }: PlannedRequest, value: unknown, sent: number, who: string): void {
  const status = Array.isArray(value) ? statusInTuple(value) : statusInObject(value);
  if (status === undefined || warnedOf.has(plan)) return;
  // An object may well repeat the status that it is sent with.
  if (status === sent && sent !== 200 && !Array.isArray(value)) return;
  warnedOf.add(plan);
  const cure =
    status >= 400
      ? `abort(${status}, message), or return makeResponse(body, ${status})`
      : `makeResponse(body, ${status})`;
  plan.runtime.log.warn(
    { handler: plan.who, route: plan.route?.path },
    `${who} returned ${Array.isArray(value) ? `a list with the status ${status} in it` : `an object with the status ${status} in it`}, which is data here: it is sent as JSON, with status ${sent}. For that status write ${cure}.`,
  );
}

const warnedOf = new WeakSet<Plan>();

/** Flask's `return body, 404`, as a list. */
function statusInTuple(value: readonly unknown[]): number | undefined {
  if (value.length < 2 || value.length > 3 || typeof value[0] === 'number') return undefined;
  return statusOf(value[1]);
}

/** The status in an object's own fields as AWS Lambda, h3, Azure, and the errors of Nest and Express have it. */
function statusInObject(value: unknown): number | undefined {
  const object = Object(value) as Record<string, unknown>;
  const [code, told] = ['statusCode', 'status'].map((name) => (Object.hasOwn(object, name) ? object[name] : undefined));
  const status = statusOf(code) ?? statusOf(told);
  return status !== undefined && isShapeOfResponse(Object.keys(object), status) ? status : undefined;
}

function statusOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 200 && STATUS_CODES[value] !== undefined ? value : undefined;
}
