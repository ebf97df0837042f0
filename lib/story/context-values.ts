import { unnamed } from '../templates/context.js';
import type { Hook } from './plan.js';

/**
 * Checks what context processors have returned: an object, whose members a template can use, or nothing.
 *
 * @throws TypeError for text, a list, a Map or a number, which have no names
 */
export function checkContextValues(context: readonly Hook[], values: readonly unknown[]): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const mistake = unnamed(value, (written) => `return ${written}`);
    if (mistake === undefined) continue;
    const [what, cure] = mistake;
    throw new TypeError(
      `${context[index]!.who} returned ${what}, and what a context processor returns has the names of a template's values. ${cure}`,
    );
  }
}
