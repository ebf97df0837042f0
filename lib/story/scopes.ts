import type { Mark } from '../classes/metadata.js';
import { orderHandlers } from './error-handlers.js';
import type { ErrorHandlerPlan, Hook, Plan } from './plan.js';

/** For whose routes a hook or an error handler is. */
export type Scope = 'controller' | 'blueprint' | 'app';

export function scopeOf(mark: Mark): Scope {
  return ('scope' in mark.options ? mark.options.scope : undefined) ?? 'controller';
}

/** The hooks and error handlers of one scope, in the order in which they run. */
export interface Hooks {
  before: Hook[];
  after: Hook[];
  teardown: Hook[];
  errorHandlers: ErrorHandlerPlan[];
}

/** The hooks and error handlers of several scopes, the innermost first, in the order in which they run: Flask's. */
export function outward(scopes: readonly Hooks[]): Pick<Plan, 'before' | 'after' | 'teardown' | 'errorHandlers'> {
  return {
    before: scopes.toReversed().flatMap(({ before }) => before),
    after: scopes.flatMap(({ after }) => after),
    teardown: scopes.flatMap(({ teardown }) => teardown),
    errorHandlers: orderHandlers(scopes.map(({ errorHandlers }) => errorHandlers)),
  };
}
