import { mark, type MarkDecorator } from './mark.js';
import type { InjectOptions } from './metadata.js';

/**
 * Makes a method a command of `phial`. Strings, numbers, booleans and bigints are its arguments in order; services, `App` and
 * a class of `Options()` may stand beside them. What it returns, or yields line by line, is printed.
 *
 * @example
 * ```ts
 * @Command('seed [count]', 'Fills the database')
 * async seed(count: number = 10) {
 *   return `Added ${await this.notes.addExamples(count)} notes.`;
 * }
 * ```
 *
 * @param syntax its name and its arguments: `<required>`, `[optional]`, `<many...>` for a list
 * @param description a sentence for `phial --help`
 */
export function Command(syntax: string, description = '', options: InjectOptions = {}): MarkDecorator {
  // eslint-disable-next-line prefer-rest-params -- without its brackets it is given more than its parameters
  return mark({ kind: 'command', syntax, description, options }, arguments);
}
