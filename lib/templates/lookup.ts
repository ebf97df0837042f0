import type Handlebars from 'handlebars';

import { MultiDict } from '../forms/multi-dict.js';
import type { Request } from '../request/request.js';
import { Session } from '../session/session.js';
import type { Helper } from './helpers.js';

/**
 * What a path in a template reads: `{{session.userId}}`, `{{request.args.page}}`, `{{user.fullName}}`. Dictionaries give
 * their entries; objects their own members and those of their classes, methods with their object as `this`; and what
 * every object inherits, `constructor` and `__proto__` above all, is not there.
 */
export function lookUp(parent: unknown, name: string): unknown {
  const value = (parent as Record<string, unknown>)[name];
  // Object.hasOwn takes several times as long here, and this runs for each value of each template.
  if (value !== undefined && Object.prototype.hasOwnProperty.call(parent, name))
    return isConstructor(name, value) ? undefined : value;
  if (parent instanceof SessionOnDemand) return lookUp(parent.open(), name);
  if (parent instanceof MultiDict) return parent.get(name);
  if (parent instanceof Session || parent instanceof Map)
    return parent.has(name as never) ? parent.get(name as never) : unlessMethod(value);
  if (value == null || INHERITED_BY_ALL.has(name)) return undefined;
  return typeof value === 'function' ? value.bind(parent) : value;
}

/** The session as templates have it: opened when one of them reads it, since that makes the response vary by cookie. */
export class SessionOnDemand {
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  open(): Session {
    return this.#request.session;
  }

  /** For `{{#each session}}`. */
  [Symbol.iterator](): Iterator<[string, unknown]> {
    return this.open()[Symbol.iterator]();
  }

  /** For `{{json session}}`. */
  toJSON(): unknown {
    return this.open().toJSON();
  }
}

/** The parts of a compiled template that matter here. */
interface Specification {
  main: ((container: { lookupProperty: typeof lookUp }, ...rest: unknown[]) => string) & { decorator?: unknown };
  /** What `{{#*inline}}` became. */
  main_d?: unknown;
}

/**
 * Has the templates of a Handlebars environment look values up by `lookUp`. Handlebars has no option for that, but it
 * asks its environment to make a template of what was compiled, and a template keeps the look-up in its container. The
 * first call of each template puts ours there and writes nothing.
 */
export function useLookUp(handlebars: typeof Handlebars): void {
  const makeTemplate = handlebars.template.bind(handlebars);
  handlebars.template = (given) => {
    const specification = given as Specification;
    const { main } = specification;
    specification.main = (container) => {
      container.lookupProperty = lookUp;
      specification.main = Object.assign(main, { decorator: specification.main_d });
      return '';
    };
    return makeTemplate(specification);
  };
}

/** Makes the options that a template is called with. */
export type CallOptions = (data: object) => Handlebars.RuntimeOptions;

/**
 * Has templates be called as Handlebars calls partials, with helpers that are ready: for any other template it makes all
 * of them anew at each call, which takes as long as a small page.
 */
export function callOptions({ helpers, partials, decorators }: typeof Handlebars): CallOptions {
  const ready = Object.entries(helpers).map(([name, helper]) => [name, withLookUp(helper as Helper)]);
  const { helperMissing, blockHelperMissing, ...others } = Object.fromEntries(ready) as Record<string, Helper>;
  const hooks = { helperMissing, blockHelperMissing };
  return (data) => ({ partial: true, helpers: others, partials, decorators, hooks, data });
}

/** Helpers find the look-up in their last argument, Handlebars' options. */
function withLookUp(helper: Helper): Helper {
  return function (...args) {
    (args.at(-1) as { lookupProperty: typeof lookUp }).lookupProperty = lookUp;
    return helper.apply(this, args);
  };
}

const INHERITED_BY_ALL = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Every prototype owns its constructor, and from there the way leads to `Function`. */
function isConstructor(name: string, value: unknown): boolean {
  return name === 'constructor' && typeof value === 'function';
}

/** Methods of dictionaries take a fallback where Handlebars passes its options. */
function unlessMethod(value: unknown): unknown {
  return typeof value === 'function' ? undefined : value;
}
