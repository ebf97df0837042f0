import { holdsNothing, segments, sharedVariables } from '../classes/path.js';
import { bySegment } from './prefix-order.js';
import { addPath, createRouter, type Router, type RouterOptions } from './router.js';

/**
 * What the variables of a prefix stand for in a path that lies below it, as the router reads them for its routes; undefined when
 * none of them could have this path.
 *
 * @param path as it was sent, percent-encoded: decoded, an encoded slash would part segments
 */
export type PrefixReader = (path: string) => Record<string, string> | undefined;

/** What the variables of a prefix stand for in an unknown path. */
export function prefixVariables(prefix: string, path: string, options: RouterOptions): Record<string, string> {
  return (prefix.includes(':') ? readerOf(prefix, options)(path) : undefined) ?? {};
}

/** Asks a router of this prefix alone: what a segment may be, and where its variables begin, no one else knows. */
export function readerOf(prefix: string, options: RouterOptions): PrefixReader {
  let readers = readersOf.get(options);
  if (readers === undefined) readersOf.set(options, (readers = new Map()));
  let reader = readers.get(prefix);
  if (reader === undefined) readers.set(prefix, (reader = newReader(prefix, options)));
  return reader;
}

const readersOf = new WeakMap<RouterOptions, Map<string, PrefixReader>>();

function newReader(prefix: string, options: RouterOptions): PrefixReader {
  const bare = withoutLastSlash(prefix);
  const router = prefixRouter(options);
  addPath(router, 'GET', bare);
  const depth = depthOf(bare);
  const shared = sharedVariables(bare);
  return (path) => {
    const head = headsOf(path, depth, options)[depth - 1];
    const found = head === undefined ? null : router.find('GET', head);
    if (found === null) return undefined;
    const params = found.params as Record<string, string>;
    return shared.some((one) => holdsNothing(one, params[one.name] ?? '')) ? undefined : params;
  };
}

/** A router that is asked for no more of a path than a prefix has of segments. */
export function prefixRouter(options: RouterOptions): Router {
  return createRouter({ ...options, ignoreTrailingSlash: false, allowUnsafeRegex: true });
}

/** What a path begins with, segment by segment: `/a` and `/a/b`, up to so many. */
export function headsOf(path: string, most: number, { ignoreDuplicateSlashes }: RouterOptions): string[] {
  const sent = ignoreDuplicateSlashes === true ? path.replace(/\/{2,}/g, '/') : path;
  const heads: string[] = [];
  for (let end = 0; end < sent.length && heads.length < most;) {
    const slash = sent.indexOf('/', end + 1);
    end = slash === -1 ? sent.length : slash;
    heads.push(sent.slice(0, end));
  }
  return heads;
}

/** How many segments a prefix has. */
export function depthOf(prefix: string): number {
  return bySegment(segments(prefix)).length;
}

export function withoutLastSlash(prefix: string): string {
  return prefix.replace(/\/+$/, '');
}
