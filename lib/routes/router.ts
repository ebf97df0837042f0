import type { FastifyServerOptions } from 'fastify';
import FindMyWay from 'find-my-way';

/** A router of Fastify's kind, which finds what Fastify finds. */
export type Router = FindMyWay.Instance<FindMyWay.HTTPVersion.V1>;

/** What decides which paths a route serves. */
export type RouterOptions = Pick<
  FindMyWay.Config<FindMyWay.HTTPVersion.V1>,
  'caseSensitive' | 'ignoreTrailingSlash' | 'ignoreDuplicateSlashes' | 'allowUnsafeRegex' | 'maxParamLength'
>;

/** An empty router, beside Fastify's own. */
export const createRouter = FindMyWay as (options: RouterOptions) => Router;

/**
 * Adds a path to a router that is only asked.
 *
 * @param store what is found with the path
 * @throws the errors of find-my-way: for a path that it does not take, or has already
 */
export function addPath(router: Router, method: string, path: string, store?: unknown): void {
  router.on(method as never, path, noHandler, store);
}

function noHandler(): void {}

/** How long a path variable may be, in characters. */
const LONGEST_VARIABLE = 2000;

/** The options of Fastify's router, for others of its kind that are to find the same. */
export function routerOptionsOf(fastify: FastifyServerOptions = {}): RouterOptions {
  const {
    caseSensitive,
    ignoreTrailingSlash,
    ignoreDuplicateSlashes,
    allowUnsafeRegex,
    useSemicolonDelimiter,
    maxParamLength = LONGEST_VARIABLE,
  } = { ...fastify, ...fastify.routerOptions };
  const given = Object.entries({
    caseSensitive,
    ignoreTrailingSlash,
    ignoreDuplicateSlashes,
    allowUnsafeRegex,
    useSemicolonDelimiter,
    maxParamLength,
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
