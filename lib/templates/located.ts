import { isError } from '../plain/is-error.js';
import { didYouMean } from '../plain/nearest.js';
import { Abort } from '../response/abort.js';
import { handlebars } from './handlebars.js';
import { notePlace } from './places.js';
import type { Place } from './tracer.js';

/** A template that does not compile: its message has file and line. */
export class BrokenTemplate extends Error {}

/** Whether an error of a template is a mistake: an `Abort` that a helper throws is not. */
export function isMistake(error: unknown): error is Error {
  return isError(error) && !(error instanceof Abort) && !(error instanceof BrokenTemplate);
}

/**
 * The error of a template with the place in its text. One of a class of the user's stays as it is, since error handlers may
 * look for it: its place is kept for the log.
 */
export function located(error: Error, name: string, place: Place | undefined, known: Known): Error {
  const where =
    place === undefined
      ? `The template '${name}' failed`
      : `The template '${place.name}' failed at ${place.path}:${place.line}`;
  const { message } = error;
  if (error instanceof handlebars.Exception) {
    return new Error(`${where}: ${message}.${nearestTo(message, known)}`, { cause: error });
  }
  const Kind = PLAIN.find((kind) => error.constructor === kind);
  if (Kind !== undefined) return new Kind(`${where}: ${message}`, { cause: error });
  notePlace(error, where);
  return error;
}

/** What a template may name. */
export interface Known {
  helpers: Iterable<string>;
  partials: Iterable<string>;
}

function nearestTo(message: string, { helpers, partials }: Known): string {
  const helper = /^Missing helper: "(.*)"$/.exec(message)?.[1];
  if (helper !== undefined) return didYouMean(helper, helpers);
  const partial = /^The partial (.*) could not be found$/.exec(message)?.[1];
  return partial === undefined ? '' : didYouMean(partial, partials);
}

const PLAIN = [Error, TypeError, RangeError, ReferenceError, SyntaxError];
