import type { App } from '../app.js';
import { namedError } from '../plain/named-error.js';
import type { Unfolded } from './unfold.js';

/**
 * Calls `setup(app)` of each blueprint, all of them at once.
 *
 * @returns kept when they are done
 * @throws what one throws at once, with the blueprint's name before it
 */
export function setUpAll(blueprints: readonly Unfolded[], app: App): Promise<unknown> {
  const setups = Promise.all(blueprints.map((blueprint) => setUp(blueprint, app)));
  // What fails is told by ready(), which awaits it.
  setups.catch(() => undefined);
  return setups;
}

function setUp({ scan: { name }, given }: Unfolded, app: App): unknown {
  const named = (error: unknown): never => {
    throw namedError(`${name}: setup()`, error);
  };
  try {
    const done: unknown = given.setup?.(app);
    return done instanceof Promise ? done.catch(named) : done;
  } catch (error) {
    return named(error);
  }
}
