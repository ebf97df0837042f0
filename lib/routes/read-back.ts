import { inspect } from 'node:util';

import { segments } from '../classes/path.js';
import { addPath, createRouter, type Router } from './router.js';

/**
 * Refuses the URL of a path like `/:from-:to` or `/:name.json` when its router would read other values from it, or none: of
 * 2024-01-05, for instance, only it knows where the first one ends, and no line break is part of such a segment.
 */
export function refuseMisread(endpoint: string, path: string, built: string, given: Record<string, string>): void {
  const router = routerOf(path);
  if (router === undefined) return;
  const read = router.find('GET', built)?.params;
  const names = Object.keys(given);
  if (read !== undefined && names.every((name) => read[name] === given[name])) return;
  const listed = (values: Record<string, unknown>): string =>
    names.map((name) => `${name}: ${inspect(values[name])}`).join(', ');
  if (read === undefined)
    throw new RangeError(
      `urlFor('${endpoint}') was given { ${listed(given)} }, and its path ${path} takes no such text: ${built} leads nowhere. Put it into the query.`,
    );
  throw new RangeError(
    `urlFor('${endpoint}') was given { ${listed(given)} }, and from the URL, ${built}, its path ${path} reads { ${listed(read)} }. Give values without the text between the variables, or put a slash there.`,
  );
}

/** A router of this path alone; undefined for most paths, which cannot be misread. */
function routerOf(path: string): Router | undefined {
  if (!routers.has(path)) routers.set(path, hasExpression(path) ? made(path) : undefined);
  return routers.get(path);
}

const routers = new Map<string, Router | undefined>();

function made(path: string): Router {
  const router = createRouter({ maxParamLength: Infinity, allowUnsafeRegex: true });
  addPath(router, 'GET', path);
  return router;
}

/** Whether the router matches a segment by an expression: its own, or where a variable has something behind it. */
function hasExpression(path: string): boolean {
  const pieces = segments(path);
  return pieces.some(({ variable, text, expression }, index) => {
    if (!variable || text === '*') return false;
    return expression !== '' || pieces[index + 1]?.text.startsWith('/') === false;
  });
}
