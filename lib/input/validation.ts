import { Bare } from '../plain/bare.js';
import { Abort } from '../response/abort.js';
import type { Issue } from '../plain/standard-schema.js';

/** What `validate()` finds. */
export type Validation<Value> =
  | { value: Value; issues?: undefined; errors?: undefined; values?: undefined }
  | {
      value?: undefined;
      issues: Issue[];
      /** The first message of each field; of the input as a whole under `''`. */
      errors: Record<string, string>;
      /** What was typed, to show the form again: `render('form', { ...values, errors })`. Without files. */
      values: Record<string, unknown>;
    };

/** The first message by field. */
export function errorsOf(issues: readonly Issue[]): Record<string, string> {
  const errors = new Bare() as Record<string, string>;
  for (const { path, message } of issues) errors[String(path[0] ?? '')] ??= message;
  return errors;
}

/**
 * Thrown for input that does not fit its schema: 422, and the issues as `errors` in the problem+json, each with its place in
 * the request: `body.author.name`, `query.page`, `header.x-request-id`, `cookie.theme`.
 */
export class ValidationError extends Abort {
  /** Tells the error from others in a log. */
  override readonly name = 'ValidationError';

  constructor(
    what: string,
    /** What does not fit, and where. */
    readonly issues: readonly Issue[],
    /** The part of the request, the first word of each place. */
    part?: 'body' | 'query' | 'header' | 'cookie',
  ) {
    const list = issues
      .slice(0, 3)
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
    // A body of half a million wrong numbers would get an answer many times its size.
    super(422, `${what} is not valid. ${list.join('; ')}${issues.length > 3 ? ' ...' : ''}`, {
      errors: issues.slice(0, MOST_ERRORS).map((issue) => placed(issue, part)),
    });
  }
}

function placed(issue: Issue, part: string | undefined): Issue & { place?: string } {
  return part === undefined ? issue : { place: [part, ...issue.path].join('.'), ...issue };
}

/** How many issues a response lists. */
const MOST_ERRORS = 1000;
