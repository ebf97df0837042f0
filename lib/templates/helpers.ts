import type { HelperOptions, SafeString } from 'handlebars';

import { shown } from '../plain/shown.js';
import type { Flash } from '../session/flashes.js';
import { date, number } from './formats.js';
import { handlebars } from './handlebars.js';
import { requestFor, type Surroundings } from './surroundings.js';

/** The helpers of every template. */
export const BUILT_IN_HELPERS = {
  urlFor,
  flashes,
  json,
  date,
  number,
  eq: choice(([a, b]) => a === b),
  ne: choice(([a, b]) => a !== b),
  lt: choice(([a, b]) => (a as number) < (b as number)),
  gt: choice(([a, b]) => (a as number) > (b as number)),
  // As in JavaScript, the value that decides: the first that is false, or the last.
  and: choice((values) => values.at(values.findIndex((value) => !isTruthy(value)))),
  or: choice((values) => values.at(values.findIndex(isTruthy))),
  not: choice(([value]) => !isTruthy(value)),
};

/** A function that templates call. */
export type Helper = (this: unknown, ...args: unknown[]) => unknown;

/** `{{urlFor 'notes.show' id=1}}`; `_external`, `_scheme`, `_anchor` and `_method` are options, as Flask writes them. */
function urlFor(...given: unknown[]): string {
  const { hash, data } = given.pop() as HelperOptions;
  const [endpoint, ...nameless] = given;
  if (typeof endpoint !== 'string' || nameless.length > 0)
    throw new TypeError(
      `{{urlFor}} takes an endpoint, and values by their names: write {{urlFor 'notes.show' id=note.id}}. It was given ${given.map(shown).join(', ') || 'nothing'}.`,
    );
  // Handlebars has them from the last to the first.
  const ordered = Object.fromEntries(Object.entries(hash).reverse());
  const { _external: external, _scheme: scheme, _anchor: anchor, _method: method, ...values } = ordered;
  const options = Object.fromEntries(
    Object.entries({ external, scheme, anchor, method }).filter(([, value]) => value !== undefined),
  );
  const { request, serving } = data as Surroundings;
  return (request ?? serving!.app).urlFor(endpoint, values, options);
}

/** `{{#each (flashes category='error')}}{{message}}{{/each}}` */
function flashes(...given: unknown[]): Flash[] {
  const { hash, data } = given.pop() as HelperOptions;
  if (given.length > 0)
    throw new TypeError(
      `{{flashes}} takes a category by its name: write {{#each (flashes category='error')}}. It was given ${given.map(shown).join(', ')}.`,
    );
  return requestFor('flashes', data as Surroundings).session.flashes(hash as { category?: string });
}

/**
 * A value as JSON that may stand in a `<script>`, in an attribute with single quotes, and in text. In double quotes the
 * JSON's own quotes would end the attribute.
 */
function json(value: unknown): SafeString {
  const text = (JSON.stringify(value) as string | undefined) ?? 'null';
  return new handlebars.SafeString(
    text.replace(/[<>&'\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** A helper for `{{#if (eq a b)}}`, which also works as a block: `{{#eq a b}}...{{else}}...{{/eq}}`. */
function choice(decide: (values: unknown[]) => unknown): Helper {
  return function (...args) {
    const { fn, inverse } = args.pop() as Partial<HelperOptions>;
    const value = decide(args);
    if (fn === undefined || inverse === undefined) return value;
    return isTruthy(value) ? fn(this) : inverse(this);
  };
}

/** As `{{#if}}` sees it: an empty list is false, too. */
function isTruthy(value: unknown): boolean {
  return Boolean(value) && !handlebars.Utils.isEmpty(value);
}
