import { isError } from './is-error.js';
import { SetupError } from './setup-error.js';

/**
 * Has an error begin with who failed, `shop: Shop`: the text and the first line of its stack. It stays the error that was
 * thrown, of its own class; what is not one becomes one. A `SetupError` names its own.
 */
export function namedError(who: string, thrown: unknown): unknown {
  if (thrown instanceof SetupError) return thrown;
  if (!isError(thrown)) return new Error(`${who}: ${String(thrown)}`);
  const { message, stack = '' } = thrown;
  const told = `${who}: ${message}`;
  try {
    thrown.message = told;
    thrown.stack = stack.replace(message, () => told);
  } catch {
    // A frozen one stays as it is.
  }
  return thrown;
}
