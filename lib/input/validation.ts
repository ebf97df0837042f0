import { Bare } from '../plain/bare.js';
import { Abort } from '../response/abort.js';
import { shortened } from '../plain/shown.js';
import type { Issue } from '../plain/standard-schema.js';

/** What `validate()` finds. */
export type Validation<Value> =
  | { value: Value; issues?: undefined; errors?: undefined; values?: undefined }
  | {
      value?: undefined;
      issues: Issue[];
      /** The first message of each field; of the input as a whole under `''`. */
      errors: Record<string, string>;
      /**
       * What was typed into the fields that the schema names, to show the form again: `render('form', { ...values, errors })`.
       * Without files. Of a schema that names no fields, all that was sent: do not hand that to a template as it is.
       */
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
 * the request: `body.author.name`, `query.page`, `header.x-request-id`, `cookie.theme`. The response has 64 kB of them at most.
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
    const listed = briefly(issues, part);
    const list = listed
      .slice(0, 3)
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
    super(
      422,
      `${what} ${what.endsWith('s') ? 'are' : 'is'} not valid. ${list.join('; ')}${issues.length > list.length ? ' ...' : ''}`,
      { errors: listed },
    );
  }
}

/**
 * What a response says of issues. Names and messages repeat what the client sent: a body of one long name and half a million wrong
 * numbers would get an answer many thousand times its size.
 */
function briefly(issues: readonly Issue[], part: string | undefined): PlacedIssue[] {
  const listed: PlacedIssue[] = [];
  let size = 0;
  for (const issue of issues) {
    const brief = placed(issue, part);
    size += JSON.stringify(brief).length;
    // The first is said, however deep it lies.
    if (size > MOST_SAID && listed.length > 0) break;
    listed.push(brief);
  }
  return listed;
}

type PlacedIssue = Issue & { place?: string };

function placed(issue: Issue, part: string | undefined): PlacedIssue {
  const path = issue.path.map((key) => (typeof key === 'string' ? shortened(key, LONGEST_NAME) : key));
  const brief = { ...issue, path, message: shortened(issue.message, LONGEST_MESSAGE) };
  return part === undefined ? brief : { place: [part, ...path].join('.'), ...brief };
}

/** How many characters of issues a response has. */
const MOST_SAID = 64_000;
const LONGEST_NAME = 100;
/** A library lists what it would take; more than that is what the client sent. */
const LONGEST_MESSAGE = 500;
