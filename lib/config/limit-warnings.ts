import { DEFAULT_LIMITS, withLimits } from '../forms/limits.js';
import type { Finding } from '../plain/setup-error.js';
import type { AppOptions } from './config.js';

/** A field that was allowed to be larger than all fields together may be: its limit is never reached. */
export function limitWarnings({ limits, fastify }: AppOptions): Finding[] {
  const { body, field } = withLimits(DEFAULT_LIMITS, { body: fastify?.bodyLimit, ...limits });
  if (limits?.field === undefined || !(field > body)) return [];
  return [
    {
      code: 'PH424',
      who: 'limits',
      cause: `field is ${field}, and no body is larger than ${body}, nor are all fields of a form together`,
      cure: `Write limits: { field: ${field}, body: ${field} }.`,
    },
  ];
}
