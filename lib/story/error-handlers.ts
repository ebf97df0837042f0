import type { Class } from '../classes/metadata.js';
import { isError } from '../plain/is-error.js';
import { Abort } from '../response/abort.js';
import type { ErrorHandlerPlan } from './plan.js';

/** The error handlers of a route, in the order in which they are asked. */
export interface ErrorHandlers {
  /** For an `Abort`, and so for the 500 that an unforeseen error becomes. */
  aborts: readonly ErrorHandlerPlan[];
  /** For any other error, by its class. */
  others: readonly ErrorHandlerPlan[];
}

/**
 * Puts error handlers in Flask's order: scope by scope, the handlers of an error's own class, the most derived first, and
 * of its status; only then, scope by scope again, those of `Abort` and `Error`, which take anything.
 *
 * @param scopes the innermost first
 */
export function orderHandlers(scopes: readonly (readonly ErrorHandlerPlan[])[]): ErrorHandlers {
  const classes = scopes.map(mostDerivedFirst);
  const ofStatus = scopes.map((handlers) => handlers.filter(({ of }) => typeof of === 'number').reverse());
  const specific = classes.flatMap((handlers, scope) => [...handlers.filter(isSpecific), ...ofStatus[scope]!]);
  const general = classes.flat().filter((handler) => !isSpecific(handler));
  return { aborts: [...specific, ...general], others: classes.flat() };
}

/** The handler of an error: by its class, or of an `Abort` by its status. */
export function handlerOf(error: unknown, { aborts, others }: ErrorHandlers): ErrorHandlerPlan | undefined {
  // Most apps have few, and a search makes a closure.
  if ((error instanceof Abort ? aborts : others).length === 0) return undefined;
  if (!(error instanceof Abort)) return others.find(({ of }) => isInstance(error, of as Class));
  return aborts.find(({ of }) => (typeof of === 'function' ? error instanceof of : of === error.status));
}

/** Of two of one class, the later one. */
function mostDerivedFirst(handlers: readonly ErrorHandlerPlan[]): ErrorHandlerPlan[] {
  const ofClass = handlers.filter(({ of }) => typeof of === 'function').reverse();
  return ofClass.sort((a, b) => depthOf(b.of) - depthOf(a.of));
}

/** How long the chain of prototypes of a class is. `Error` comes last, behind classes that are not derived of it, as zod's. */
function depthOf(type: unknown): number {
  if (type === Error) return 0;
  let depth = 0;
  for (let at: unknown = type; typeof at === 'function'; at = Object.getPrototypeOf(at)) depth++;
  return depth;
}

function isSpecific({ of }: ErrorHandlerPlan): boolean {
  return typeof of === 'function' && of.prototype instanceof Abort;
}

function isInstance(error: unknown, type: Class): boolean {
  return error instanceof type || ((type as unknown) === Error && isError(error));
}
