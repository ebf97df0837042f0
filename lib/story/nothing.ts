import { ALLOWED } from '../response/kinds.js';
import type { PlannedRequest } from './plan.js';

/**
 * The error for a handler whose promise gave nothing. A promise is never nothing itself, so that `find(id) ?? abort(404)`
 * always takes it.
 */
export function nothingPromised({ plan }: PlannedRequest): TypeError {
  const cause = `${plan.who} returned nothing`;
  return new TypeError(passesPromiseOn(plan.route) ? `${cause}: ${AWAIT}. ${ALLOWED}` : `${cause}. ${ALLOWED}`);
}

const AWAIT = 'its promise gave undefined: await it before ??, as in (await find(id)) ?? abort(404)';

/** Whether a value was to stand in for nothing. Without ?? the return is forgotten, also where a factory was waited for. */
function passesPromiseOn(route: PlannedRequest['plan']['route']): boolean {
  if (route === undefined) return false;
  const { type } = route.controller;
  const method = (type.prototype as Record<string, unknown>)[route.method.method];
  return typeof method === 'function' && /\?\?|\|\|/.test(Function.prototype.toString.call(method));
}
