import { pathVariables } from '../classes/path.js';
import { byPrefix } from './prefix-order.js';
import { depthOf, headsOf, prefixRouter, readerOf, withoutLastSlash, type PrefixReader } from './read-prefix.js';
import { addPath, type Router, type RouterOptions } from './router.js';

/** What paths may lie below: a controller, or a blueprint. */
export interface Prefixed {
  prefix: string;
  hasPrefix: boolean;
}

/** Which of the owners a path belongs to, by their places in the list. */
interface Readers {
  /** Finds the places of all owners of one prefix that has no variable. */
  fixed: Router;
  /** How many segments the longest of those has. */
  depth: number;
  variable: readonly { read: PrefixReader; place: number }[];
}

/**
 * Knows to which controllers or blueprints a path belongs that no route serves: to those whose routes could have had it, by the
 * segments of their prefix. Floods of such paths come from attackers, so it is not compared with each prefix, but for those
 * that have a variable, and nothing of it is kept.
 */
export class Prefixes<Owner extends Prefixed> {
  /** Those that have one, the nearest first. */
  readonly #owners: readonly Owner[];
  #readers: Readers | undefined;

  constructor(
    owners: readonly Owner[],
    private readonly options: RouterOptions,
  ) {
    this.#owners = owners.filter(({ hasPrefix }) => hasPrefix).sort((a, b) => byPrefix(a.prefix, b.prefix));
  }

  /**
   * Those whose prefix a path is or lies below, the nearest first: where the router would look first.
   *
   * @param path as it was sent, percent-encoded
   */
  above(path: string): readonly Owner[] {
    if (this.#owners.length === 0) return NONE;
    const { fixed, depth, variable } = (this.#readers ??= this.#makeReaders());
    let places: number[] | undefined;
    for (const { read, place } of variable) if (read(path) !== undefined) (places ??= []).push(place);
    for (const head of headsOf(path, depth, this.options)) {
      const found = fixed.find('GET', head);
      if (found !== null) (places ??= []).push(...(found.store as number[]));
    }
    // Nearly all unknown paths lie below none.
    return places === undefined ? NONE : places.sort((a, b) => a - b).map((place) => this.#owners[place]!);
  }

  /** Made at the first unknown path. */
  #makeReaders(): Readers {
    const prefixes = this.#owners.map(({ prefix }, place) => ({ prefix: withoutLastSlash(prefix), place }));
    const isVariable = ({ prefix }: { prefix: string }): boolean => pathVariables(prefix).length > 0;
    const fixed = prefixes.filter((one) => !isVariable(one));
    return {
      fixed: routerOf(fixed, this.options),
      depth: Math.max(0, ...fixed.map(({ prefix }) => depthOf(prefix))),
      variable: prefixes
        .filter(isVariable)
        .map(({ prefix, place }) => ({ read: readerOf(prefix, this.options), place })),
    };
  }
}

const NONE: readonly never[] = [];

function routerOf(prefixes: readonly { prefix: string; place: number }[], options: RouterOptions): Router {
  const router = prefixRouter(options);
  for (const { prefix, place } of prefixes) {
    const known = router.findRoute('GET', prefix) as { store: number[] } | null;
    if (known === null) addPath(router, 'GET', prefix, [place]);
    else known.store.push(place);
  }
  return router;
}
