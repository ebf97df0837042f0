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
  const begun: unknown[] = [];
  try {
    for (const blueprint of blueprints) begun.push(setUp(blueprint, app));
  } finally {
    // What fails later is told by ready(), which awaits it; or is of no interest when one has failed at once.
    Promise.all(begun).catch(() => undefined);
  }
  return Promise.all(begun);
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
