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
 * look for it, and so does one that stands for an answer, whose text is sent: their place is kept for the log.
 */
export function located(error: Error, name: string, place: Place | undefined, known: Known): Error {
  const where =
    place === undefined
      ? `The template '${name}' failed`
      : `The template '${place.name}' failed at ${place.path}:${place.line}`;
  const { message } = error;
  if (error instanceof handlebars.Exception) {
    return instead(error, new Error(`${where}: ${message}.${nearestTo(message, known)}`));
  }
  const Kind = PLAIN.find((kind) => error.constructor === kind);
  if (Kind !== undefined && !mayBeAnswer(error)) {
    return instead(error, Object.assign(new Kind(`${where}: ${message}`), membersOf(error)));
  }
  notePlace(error, where);
  return error;
}

/** Whether its text may be sent: what errors/plugin-errors.ts asks, too, and where files lie is nobody's business. */
function mayBeAnswer({ code, expose }: Error & { code?: unknown; expose?: unknown }): boolean {
  return (typeof code === 'string' && code.startsWith('FST_')) || typeof expose === 'boolean';
}

/** What error handlers ask an error for: its code, its status. */
function membersOf(error: Error): object {
  const { message, stack, cause, ...members } = error as Error & Record<string, unknown>;
  return members;
}

/** As its cause, what was thrown would be told once more: pino puts both texts into one. Its frames and its own cause are kept. */
function instead(thrown: Error, told: Error): Error {
  if (thrown.cause !== undefined) told.cause = thrown.cause;
  const { name, message, stack } = thrown as Error & { stack?: unknown };
  if (typeof stack !== 'string') return told;
  // A name that it was given later is not in there.
  const heading = [name, told.constructor.name].map((one) => `${one}: ${message}`).find((one) => stack.startsWith(one));
  if (heading !== undefined) told.stack = `${told.name}: ${told.message}${stack.slice(heading.length)}`;
  return told;
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
  return partial === undefined ? '' : didYouMean(partial, partials) || waysToGive(partial);
}

/** A layout asks for a block that this page does not write, though others do. */
export function waysToGive(partial: string): string {
  if (partial.startsWith('@')) return '';
  return (
    ` Write {{#*inline "${partial}"}}...{{/inline}} inside the {{#> layout}} that asks for it, ` +
    `a default in its place, {{#> ${partial}}}...{{/${partial}}}, or a template ${partial}.hbs.`
  );
}

const PLAIN = [Error, TypeError, RangeError, ReferenceError, SyntaxError];
