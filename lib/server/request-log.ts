import type { FastifyServerOptions } from 'fastify';

import type { Logger } from '../plain/logger.js';

type Factory = NonNullable<FastifyServerOptions['childLoggerFactory']>;
type ChildArguments = Parameters<Logger['child']>;

/**
 * Gives each request a log whose lines carry its id. A child of pino's costs more than most handlers, so that it is made
 * when something is logged.
 */
export const requestLogs: Factory = (logger, bindings, options) => {
  let Log = classes.get(logger);
  if (Log === undefined) {
    Log = classOf(logger);
    classes.set(logger, Log);
  }
  return new Log(logger, bindings, options) as unknown as Logger;
};

const classes = new WeakMap<object, typeof LazyLog>();

const MADE = Symbol('made');

class LazyLog {
  // Nothing that could hide a member of the logger.
  readonly #parent: Logger;
  readonly #bindings: ChildArguments[0];
  readonly #options: ChildArguments[1];
  #child: Logger | undefined;

  constructor(parent: Logger, bindings: ChildArguments[0], options: ChildArguments[1]) {
    this.#parent = parent;
    this.#bindings = bindings;
    this.#options = options;
  }

  /** The logger that it stands for. */
  [MADE](): Logger {
    return (this.#child ??= this.#parent.child(this.#bindings, this.#options));
  }
}

/** What loggers have depends on their levels: pino takes further ones. */
function classOf(logger: object): typeof LazyLog {
  class RequestLog extends LazyLog {}
  for (const name of membersOf(logger)) {
    if (name in RequestLog.prototype) continue;
    Object.defineProperty(RequestLog.prototype, name, {
      get(this: LazyLog) {
        const child = this[MADE]() as unknown as Record<string, unknown>;
        const value = child[name];
        return typeof value === 'function' ? (value.bind(child) as unknown) : value;
      },
      set(this: LazyLog, value: unknown) {
        (this[MADE]() as unknown as Record<string, unknown>)[name] = value;
      },
    });
  }
  return RequestLog;
}

function membersOf(logger: object): Set<string> {
  const names = new Set<string>();
  for (
    let at: object | null = logger;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object
  ) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return names;
}
