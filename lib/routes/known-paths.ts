import { addPath, createRouter, type Router, type RouterOptions } from './router.js';

/** A path that Fastify serves. */
export interface Served {
  methods: readonly string[];
  path: string;
}

/** What is served, in a router that is only asked. */
export class KnownPaths {
  readonly #router: Router;
  readonly #methods: readonly string[];

  constructor(served: readonly Served[], options: RouterOptions) {
    this.#router = createRouter(options);
    this.#methods = [...new Set(served.flatMap((one) => one.methods))];
    for (const { methods, path } of served) {
      for (const method of methods) {
        if (!this.#router.hasRoute(method as never, path)) addPath(this.#router, method, path, path);
      }
    }
  }

  /**
   * The path, as it was declared, of the route that takes this one.
   *
   * @param mayBeEmpty whether the rest of a path, `*`, may be; any other variable must have a value
   */
  find(method: string, path: string, mayBeEmpty = false): string | undefined {
    if (!this.#methods.includes(method)) return undefined;
    const found = this.#router.find(method as never, path);
    return found == null || hasEmpty(found.params, mayBeEmpty) ? undefined : (found.store as string);
  }

  /** That of a route of any method. */
  findAny(path: string): string | undefined {
    const [method] = this.methodsFor(path, false);
    return method && this.find(method, path);
  }

  methodsFor(path: string, mayBeEmpty: boolean): string[] {
    return this.#methods.filter((method) => this.find(method, path, mayBeEmpty) !== undefined);
  }
}

function hasEmpty(params: Record<string, unknown>, mayBeEmpty: boolean): boolean {
  return Object.entries(params).some(([name, value]) => value === '' && !(mayBeEmpty && name === '*'));
}
