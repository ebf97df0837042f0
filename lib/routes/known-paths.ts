import { isNoSegment } from '../classes/path.js';
import { addPath, createRouter, type Router, type RouterOptions } from './router.js';

/** What Fastify serves. */
export interface ServedPath {
  methods: readonly string[];
  path: string;
  /** The variables that its prefix has. */
  shared: readonly string[];
}

/** What is served, in a router that is only asked. */
export class KnownPaths {
  readonly #router: Router;
  readonly #methods: readonly string[];

  constructor(served: readonly ServedPath[], options: RouterOptions) {
    this.#router = createRouter(options);
    this.#methods = [...new Set(served.flatMap(({ methods }) => methods))];
    for (const { methods, path, shared } of served) {
      for (const method of methods) {
        if (!this.#router.hasRoute(method as never, path)) addPath(this.#router, method, path, shared);
      }
    }
  }

  /**
   * The methods that a path has routes for.
   *
   * @param mayBeEmpty whether the rest of a path, `*`, may be; any other variable must have a value
   */
  methodsFor(path: string, mayBeEmpty: boolean): string[] {
    return this.#methods.filter((method) => this.takes(path, method, mayBeEmpty));
  }

  takes(path: string, method: string, mayBeEmpty: boolean): boolean {
    if (!this.#methods.includes(method)) return false;
    const found = this.#router.find(method as never, path);
    if (found == null) return false;
    const shared = found.store as readonly string[];
    return !Object.entries(found.params).some(([name, value = '']) =>
      shared.includes(name) ? isNoSegment(value) : value === '' && !(mayBeEmpty && name === '*'),
    );
  }
}
