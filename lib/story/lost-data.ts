import { watchfulReplacer } from '../response/inside-data.js';
import { HIDDEN, lossIn, NONE } from '../response/lossy.js';
import { jsonText } from '../plain/json-text.js';
import type { Plan } from './plan.js';

/**
 * JSON makes `{}` of a promise, a Map and a Set, and sends the fields of an error. Debug mode and the test client look at
 * each value before; production looks for these four, and for their places only where there is one. Of all else that JSON
 * loses it sees what has left a `{}` in the text, which may be meant, and so is looked into a few times for each handler, no
 * more. A function beside other fields leaves none, nor do bytes: those only debug mode and the test client find.
 *
 * @throws TypeError that says where there is one, and what to write instead
 */
export function refuseLostData(plan: Plan, value: unknown, text: string): void {
  if (typeof value !== 'object' || value === null) return;
  const loss = lossIn(value);
  if (loss === NONE || (loss === HIDDEN && !isToBeLookedInto(plan, text))) return;
  jsonText(value, plan.who, watchfulReplacer());
  if (loss === HIDDEN) looks.set(plan, (looks.get(plan) ?? 0) + 1);
}

function isToBeLookedInto(plan: Plan, text: string): boolean {
  return text.includes('{}') && (looks.get(plan) ?? 0) < MOST_LOOKS;
}

const MOST_LOOKS = 10;

/** How often each handler's `{}` turned out to be meant. */
const looks = new WeakMap<Plan, number>();
