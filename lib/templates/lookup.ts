import { MultiDict } from '../forms/multi-dict.js';
import type { Request } from '../request/request.js';
import { Session } from '../session/session.js';
import { isPromise } from '../plain/promises.js';
import { refusePromise } from './promises.js';

/**
 * What a path in a template reads: `{{session.userId}}`, `{{request.args.page}}`, `{{user.fullName}}`. Dictionaries give
 * their entries; objects their own members and those of their classes, methods with their object as `this`; and what
 * every object inherits, `constructor` and `__proto__` above all, is not there.
 */
export function lookUp(parent: unknown, name: string): unknown {
  // Object.hasOwn takes several times as long here, and this runs for each value of each template.
  if (Object.prototype.hasOwnProperty.call(parent, name)) {
    const own = (parent as Record<string, unknown>)[name];
    if (typeof own === 'function') return ownFunction(name, own);
    return unlessPromise(name, own);
  }
  if (parent instanceof SessionOnDemand) return lookUp(parent.open(), name);
  if (parent instanceof MultiDict) return parent.get(name);
  // Not read before: the keys of a dictionary are not members.
  if ((parent instanceof Session || parent instanceof Map) && parent.has(name as never))
    return unlessPromise(name, parent.get(name as never));
  const value = (parent as Record<string, unknown>)[name];
  if (parent instanceof Session || parent instanceof Map) return unlessMethod(value);
  if (value == null || INHERITED_BY_ALL.has(name)) {
    if (isPromise(parent)) refuseParent(parent, name);
    return undefined;
  }
  if (typeof value === 'function') return watched(name, value, parent);
  return unlessPromise(name, value);
}

function ownFunction(name: string, own: unknown): unknown {
  // Every prototype owns its constructor, and from there the way leads to `Function`.
  if (name === 'constructor') return undefined;
  // Not all of them: the helpers, too, are looked up here.
  return own instanceof AsyncFunction ? watched(name, own) : own;
}

/** One of the helpers, which are looked up here, too, may be called `then`. */
function refuseParent(parent: object, name: string): void {
  if (!Object.hasOwn(parent, 'then')) refusePromise(parent, `The template reads '${name}' of a promise`);
}

const AsyncFunction = (async () => {}).constructor as new () => unknown;

/** Other objects with a `then()` are looked for where they are used: to ask each value for it takes time. */
function unlessPromise(name: string, value: unknown): unknown {
  if (value instanceof Promise) refusePromise(value, `The template reads '${name}', which is a promise`);
  return value;
}

/** A function that a template calls: what an async one gives would be true in each condition, and be written as an object. */
function watched(name: string, call: unknown, owner?: unknown): unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    const given: unknown = Reflect.apply(call as () => unknown, owner ?? this, args);
    if (isPromise(given)) refusePromise(given, `The template reads '${name}', which is a promise`);
    return given;
  };
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
}

// For helpers that are given it, `{{hello session}}`, and for `{{json session}}`: it has the members of a session.
for (const name of [...Object.getOwnPropertyNames(Session.prototype), 'isNew']) {
  if (name === 'constructor') continue;
  Object.defineProperty(SessionOnDemand.prototype, name, {
    get(this: SessionOnDemand): unknown {
      const session = this.open();
      const member: unknown = session[name as keyof Session];
      return typeof member === 'function' ? (member.bind(session) as unknown) : member;
    },
    set(this: SessionOnDemand, value: unknown) {
      Object.assign(this.open(), { [name]: value });
    },
  });
}

const INHERITED_BY_ALL = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Methods of dictionaries take a fallback where Handlebars passes its options. */
function unlessMethod(value: unknown): unknown {
  return typeof value === 'function' ? undefined : value;
}
