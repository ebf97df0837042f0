import { DEFAULT_LIMITS, type Limits } from '../forms/limits.js';
import type { RouteOptions } from '../classes/metadata.js';
import { isStandardSchema } from '../plain/standard-schema.js';
import { quoted, shownBriefly } from '../plain/shown.js';
import type { Finding } from '../plain/setup-error.js';
import { checkOperation } from './operation-options.js';
import { findUnknown, isFlag, kindOf } from './option-kinds.js';

/** What is wrong with the options of a route. */
export function checkRouteOptions(handler: string, options: RouteOptions): Finding[] {
  if (kindOf(options) !== 'an object')
    return [
      {
        code: 'PH220',
        who: handler,
        cause: `the options of its route are ${shownBriefly(options)}`,
        cure: "Write @Route('/path', ['GET'], { ... }), or leave them away.",
      },
    ];
  if (isStandardSchema(options))
    return [
      {
        code: 'PH220',
        who: handler,
        cause: 'the options of its route are a schema',
        cure: 'Declare what it validates as a parameter: class NewNote extends Json(schema) {}, Form(schema) or Query(schema). The schema of what is returned is { response: schema }.',
      },
    ];
  // Of a thousand routes, few have any.
  if (Object.keys(options).length === 0) return [];
  const flags = (['csrf', 'strictSlashes'] as const).filter((name) => !isFlag(options[name]));
  return [
    ...findUnknown(handler, options, ROUTE_NAMES, ofOperation),
    ...flags.map((name): Finding => ({
      code: 'PH220',
      who: handler,
      cause: `its ${name} is ${shownBriefly(options[name])}`,
      cure: 'It must be true or false.',
    })),
    ...checkConfig(handler, options.config),
    ...checkOperation(`openapi of ${handler}`, options.openapi),
    ...checkLimits(`limits of ${handler}`, options.limits),
  ];
}

/** What the document is told of a route stands in an object of its own, but for summary and tags. */
function ofOperation(name: string): string | undefined {
  if (['operationId', 'security', 'responses', 'description', 'deprecated', 'parameters'].includes(name))
    return `It belongs into the API's document: write openapi: { ${name}: ... }.`;
  return ['status', 'statusCode', 'status_code'].includes(name)
    ? 'Write return makeResponse(value, 201) in the method.'
    : undefined;
}

function checkConfig(who: string, config: unknown): Finding[] {
  if (config === undefined || kindOf(config) === 'an object') return [];
  const cause = `its config is ${shownBriefly(config)}`;
  return [{ code: 'PH220', who, cause, cure: 'It must be an object: { rateLimit: { max: 5 } }.' }];
}

/** What is wrong with the limits of an app or a route. */
export function checkLimits(who: string, limits: Partial<Limits> | undefined): Finding[] {
  const wrong = Object.entries(limits ?? {}).filter(
    ([name, limit]) => LIMIT_NAMES.includes(name) && limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0),
  );
  return [
    ...findUnknown(who, limits, LIMIT_NAMES),
    ...wrong.map(([name, limit]): Finding => ({
      code: 'PH411',
      who,
      cause: `${name} is ${quoted(limit)}`,
      cure: `Write a whole number of ${name === 'parts' ? 'parts' : 'bytes'}, 1 or more: { ${name}: ${DEFAULT_LIMITS[name as keyof Limits]} } is the default.`,
    })),
  ];
}

const ROUTE_NAMES = ['inject', 'limits', 'csrf', 'response', 'summary', 'tags', 'openapi', 'strictSlashes', 'config'];
const LIMIT_NAMES = Object.keys(DEFAULT_LIMITS);
