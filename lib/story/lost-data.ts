import { watchfulReplacer } from '../response/inside-data.js';
import { jsonText } from '../plain/json-text.js';
import type { Plan } from './plan.js';

/**
 * JSON makes `{}` of a promise, a Map, a Set and an error. Debug mode and the test client look at each value before; without
 * them they are looked for in data whose text has a `{}` in it. That may be meant, and so is looked into a few times for each handler, no more.
 *
 * @throws TypeError that says where there is one, and what to write instead
 */
export function refuseLostData(plan: Plan, value: unknown): void {
  const count = looks.get(plan) ?? 0;
  if (count === MOST_LOOKS) return;
  jsonText(value, plan.who, watchfulReplacer());
  looks.set(plan, count + 1);
}

const MOST_LOOKS = 10;

/** How often each handler's `{}` turned out to be meant. */
const looks = new WeakMap<Plan, number>();
