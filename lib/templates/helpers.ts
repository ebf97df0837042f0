import type { HelperOptions } from 'handlebars';

import { isPromise } from '../plain/promises.js';
import { watchfulReplacer } from '../response/inside-data.js';
import { mayBeLost } from '../response/lossy.js';
import { shown } from '../plain/shown.js';
import type { Flash } from '../session/flashes.js';
import { date, number, valueCalled, withoutValue } from './formats.js';
import { handlebars } from './handlebars.js';
import { refusePromise } from './promises.js';
import { requestFor, type Surroundings } from './surroundings.js';

/** However many values `and` and `or` are given. */
const ANY = Infinity;

/** The helpers of every template. */
export const BUILT_IN_HELPERS = {
  urlFor,
  flashes,
  json,
  date,
  number,
  eq: choice('eq', 2, ([a, b]) => a === b),
  ne: choice('ne', 2, ([a, b]) => a !== b),
  lt: choice('lt', 2, ([a, b]) => (a as number) < (b as number)),
  gt: choice('gt', 2, ([a, b]) => (a as number) > (b as number)),
  // As in JavaScript, the value that decides: the first that is false, or the last.
  and: choice('and', ANY, (values) => values.at(values.findIndex((value) => !isTruthy(value)))),
  or: choice('or', ANY, (values) => values.at(values.findIndex(isTruthy))),
  not: choice('not', 1, ([value]) => !isTruthy(value)),
};

/** Those of Handlebars that decide by a value. */
export const BLOCK_HELPERS = Object.fromEntries(
  ['if', 'unless', 'with', 'each', 'blockHelperMissing'].map((name) => [name, unlessPromise(name)]),
);

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
  const { session, stage } = requestFor('flashes', data as Surroundings);
  // The page of an error that came when the session was saved: the messages wait for the next page.
  if (stage === 'last answer' && session.keepsFlashes) return [];
  return session.flashes(hash as { category?: string });
}

/**
 * A value as JSON that may stand in a `<script>`, in an attribute with single quotes, and in text. In double quotes the
 * JSON's own quotes would end the attribute.
 */
function json(this: unknown, ...given: unknown[]): unknown {
  // The last is Handlebars' own, which has the whole context and the app.
  if (given.length === 1) return valueCalled('json', this) ?? withoutValue('json', 'Write {{json notes}}.');
  const [value] = given;
  refusePromise(value, '{{json}} was given a promise');
  if (value instanceof Map || value instanceof Set) {
    const [what, cure] = value instanceof Map ? ['Map', 'Object.fromEntries(map)'] : ['Set', '[...set]'];
    throw new TypeError(`{{json}} was given a ${what}, which JSON would lose. Give render() ${cure}.`);
  }
  const text = (JSON.stringify(value) as string | undefined) ?? 'null';
  // That says where it is.
  if (mayBeLost(value, text)) JSON.stringify(value, watchfulReplacer());
  return new handlebars.SafeString(
    text.replace(/[<>&'\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** A helper for `{{#if (eq a b)}}`, which also works as a block: `{{#eq a b}}...{{else}}...{{/eq}}`. */
function choice(name: string, count: number, decide: (values: unknown[]) => unknown): Helper {
  return function (...args) {
    const { fn, inverse } = args.pop() as Partial<HelperOptions>;
    if (args.length === 0 && fn === undefined) {
      const value = valueCalled(name, this);
      if (value !== undefined) return value;
    }
    if (count === ANY ? args.length === 0 : args.length !== count) throw miscounted(name, count, args.length);
    for (const value of args) if (isPromise(value)) refusePromise(value, `{{${name}}} was given a promise`);
    const value = decide(args);
    if (fn === undefined || inverse === undefined) return value;
    return isTruthy(value) ? fn(this) : inverse(this);
  };
}

function miscounted(name: string, count: number, given: number): TypeError {
  const what = given === 0 ? 'no value' : given === 1 ? '1 value' : `${given} values`;
  const [many, written] = { 1: ['one', 'a'], 2: ['two', 'a b'] }[count] ?? ['two or more', 'a b'];
  return new TypeError(
    `{{${name}}} was given ${what}. It takes ${many}: write {{#if (${name} ${written})}}. A value called ${name} is {{this.${name}}}.`,
  );
}

/** A block of Handlebars itself, to which a promise would be a value like any other. */
function unlessPromise(block: string): Helper {
  const helper = handlebars.helpers[block] as Helper;
  return function (given, options) {
    // Handlebars would call it in there.
    const value: unknown = typeof given === 'function' ? (given as Helper).call(this) : given;
    if (isPromise(value)) refusePromise(value, `{{#${(options as { name: string }).name}}} was given a promise`);
    return helper.call(this, value, options);
  };
}

/** As `{{#if}}` sees it: an empty list is false, too. */
function isTruthy(value: unknown): boolean {
  return Boolean(value) && !handlebars.Utils.isEmpty(value);
}
