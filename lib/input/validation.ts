import { Abort } from '../response/abort.js';
import type { Issue } from '../plain/standard-schema.js';

/** What `validate()` finds. */
export type Validation<Value> = { value: Value; issues?: undefined } | { value?: undefined; issues: Issue[] };

/** Thrown for input that does not fit its schema: 422, and the issues as `errors` in the problem+json. */
export class ValidationError extends Abort {
  /** Tells the error from others in a log. */
  override readonly name = 'ValidationError';

  constructor(
    what: string,
    /** What does not fit, and where. */
    readonly issues: readonly Issue[],
  ) {
    const list = issues
      .slice(0, 3)
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
    // A body of half a million wrong numbers would get an answer many times its size.
    super(422, `${what} is not valid. ${list.join('; ')}${issues.length > 3 ? ' ...' : ''}`, {
      errors: issues.slice(0, MOST_ERRORS),
    });
  }
}

/** How many issues a response lists. */
const MOST_ERRORS = 1000;
