import { holdsNothing, type SharedVariable } from '../classes/path.js';
import { addPath, createRouter, type Router, type RouterOptions } from './router.js';

/** A path that Fastify serves. */
export interface Served {
  methods: readonly string[];
  path: string;
  /** The variables that its prefix has. */
  shared: readonly SharedVariable[];
}

/** What is served, in a router that is only asked. */
export class KnownPaths {
  readonly #router: Router;
  readonly #methods: readonly string[];

  constructor(served: readonly Served[], options: RouterOptions) {
    this.#router = createRouter(options);
    this.#methods = [...new Set(served.flatMap(({ methods }) => methods))];
    for (const one of served) {
      for (const method of one.methods) {
        if (!this.#router.hasRoute(method as never, one.path)) addPath(this.#router, method, one.path, one);
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
    if (found == null) return undefined;
    const { path: declared, shared } = found.store as Served;
    return lacksValue(found.params, shared, mayBeEmpty) ? undefined : declared;
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

/** The variables of a prefix are those of links, too, and no URL holds `..` as one. */
function lacksValue(params: Record<string, unknown>, shared: readonly SharedVariable[], mayBeEmpty: boolean): boolean {
  return Object.entries(params).some(([name, value = '']) => {
    const one = shared.find((variable) => variable.name === name);
    return one === undefined ? value === '' && !(mayBeEmpty && name === '*') : holdsNothing(one, String(value));
  });
}
