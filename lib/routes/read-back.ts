import { inspect } from 'node:util';

import { segments } from '../classes/path.js';
import { addPath, createRouter, type Router } from './router.js';

/**
 * Refuses the URL of a path with several variables between two slashes, `/:from-:to`, when its router would read other
 * values from it: of 2024-01-05, for instance, only it knows where the first one ends.
 */
export function refuseMisread(endpoint: string, path: string, built: string, given: Record<string, string>): void {
  const router = routerOf(path);
  if (router === undefined) return;
  const read = router.find('GET', built)?.params ?? {};
  const names = Object.keys(given);
  if (names.every((name) => read[name] === given[name])) return;
  const listed = (values: Record<string, unknown>): string =>
    names.map((name) => `${name}: ${inspect(values[name])}`).join(', ');
  throw new RangeError(
    `urlFor('${endpoint}') was given { ${listed(given)} }, and from the URL, ${built}, its path ${path} reads { ${listed(read)} }. Give values without the text between the variables, or put a slash there.`,
  );
}

/** A router of this path alone; undefined for most paths, which cannot be misread. */
function routerOf(path: string): Router | undefined {
  if (!routers.has(path)) routers.set(path, sharesSegments(path) ? made(path) : undefined);
  return routers.get(path);
}

const routers = new Map<string, Router | undefined>();

function made(path: string): Router {
  const router = createRouter({ maxParamLength: Infinity, allowUnsafeRegex: true });
  addPath(router, 'GET', path);
  return router;
}

/** Whether two variables stand between the same slashes. */
function sharesSegments(path: string): boolean {
  const pieces = segments(path);
  return pieces.some(({ variable, text }, index) => {
    const [next, afterNext] = pieces.slice(index + 1, index + 3);
    if (!variable || text === '*' || next === undefined) return false;
    return next.variable || (afterNext?.variable === true && !next.text.includes('/'));
  });
}
