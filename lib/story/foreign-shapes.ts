import { STATUS_CODES } from 'node:http';

import type { Plan, PlannedRequest } from './plan.js';

/**
 * Warns of data that is a response in other frameworks: here it is sent as it is, with status 200. Some data may look so,
 * and be meant; it is told once for each handler, in debug mode.
 */
export function warnOfForeignShape({ plan }: PlannedRequest, value: unknown): void {
  const status = Array.isArray(value) ? statusInTuple(value) : statusInObject(value);
  if (status === undefined || warnedOf.has(plan)) return;
  warnedOf.add(plan);
  const cure =
    status >= 400
      ? `abort(${status}, message), or return makeResponse(body, ${status})`
      : `makeResponse(body, ${status})`;
  plan.runtime.log.warn(
    { handler: plan.who, route: plan.route?.path },
    `${plan.who} returned ${Array.isArray(value) ? `a list with the status ${status} in it` : `an object with the status ${status} in it`}, which is data here: it is sent as JSON, with status 200. For that status write ${cure}.`,
  );
}

const warnedOf = new WeakSet<Plan>();

/** Flask's `return body, 404`, as a list. */
function statusInTuple(value: readonly unknown[]): number | undefined {
  if (value.length < 2 || value.length > 3 || typeof value[0] === 'number') return undefined;
  return statusOf(value[1]);
}

/** Those of AWS Lambda, Nest's errors, h3 and Azure. */
function statusInObject(value: unknown): number | undefined {
  const object = Object(value) as Record<string, unknown>;
  const keys = Object.keys(object);
  const isResponse = keys.every((key) => MEMBERS.has(key)) && keys.some((key) => PARTS.has(key));
  return isResponse ? (statusOf(object['statusCode']) ?? statusOf(object['status'])) : undefined;
}

function statusOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 200 && STATUS_CODES[value] !== undefined ? value : undefined;
}

/** What tells a response from data that has a status. */
const PARTS = new Set(['statusCode', 'body', 'jsonBody', 'headers', 'multiValueHeaders']);
const MEMBERS = new Set([
  ...PARTS,
  ...['status', 'statusMessage', 'statusText', 'message', 'error', 'data', 'cookies', 'isBase64Encoded'],
]);
