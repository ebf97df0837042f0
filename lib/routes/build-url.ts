import { inspect } from 'node:util';

import { didYouMean } from '../plain/nearest.js';
import { pathVariables, segments, servedPaths } from '../classes/path.js';

/** Values of a URL: path variables, and the query's arguments. A list repeats; `null` and `undefined` are dropped. */
export type UrlValues = Record<string, unknown>;

/** Options of `urlFor()`. */
export interface UrlOptions {
  /** Whether to give a whole URL; default false: a path. */
  external?: boolean;
  /** The URL's scheme, `https`; implies `external`. */
  scheme?: string;
  /** What stands after `#`. */
  anchor?: string;
  /** Chooses among an endpoint's routes the one for this HTTP method. */
  method?: string;
}

const URL_OPTIONS = ['external', 'scheme', 'anchor', 'method'];

/** Finds what TypeScript does, for templates and JavaScript. */
export function checkUrl(endpoint: string, values: unknown, options: object): void {
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new TypeError(`urlFor('${endpoint}') was given ${inspect(values)} for its values. Write { id: 1 }.`);
  const unknown = Object.keys(options).find((name) => !URL_OPTIONS.includes(name));
  if (unknown !== undefined)
    throw new TypeError(
      `urlFor('${endpoint}') has no option '${unknown}'. There are ${URL_OPTIONS.join(', ')}.${didYouMean(unknown, URL_OPTIONS)}`,
    );
}

/** The path of a URL, and its query: the values that are no variables of the path. */
export function buildPath(endpoint: string, path: string, values: UrlValues): string {
  const parts = segments(shapeOf(path, values)).map(({ text: name, variable }) => {
    if (!variable) return name;
    const value = values[name];
    if (isGiven(value))
      return name === '*'
        ? encodeRest(textOf(endpoint, name, value))
        : encodeURIComponent(textOf(endpoint, name, value));
    throw new Error(
      `urlFor('${endpoint}') needs a value for '${name === '*' && endpoint === 'static' ? 'filename' : name}', a variable of ${path}.`,
    );
  });
  const variables = pathVariables(path);
  const query = new URLSearchParams(
    Object.entries(values)
      .filter(([name, value]) => !variables.includes(name) && value != null)
      .flatMap(([name, value]) =>
        [value]
          .flat()
          .filter((one) => one != null)
          .map((one) => [name, textOf(endpoint, name, one)] as [string, string]),
      ),
  );
  return parts.join('') + (query.size > 0 ? `?${query}` : '');
}

/** The path without an optional variable that is left out. */
function shapeOf(path: string, values: UrlValues): string {
  const [whole = path, bare] = servedPaths(path, true);
  return bare === undefined || isGiven(values[pathVariables(whole).at(-1)!]) ? whole : bare;
}

/** A value as text. What has no text of its own would be '[object Object]' in the URL, or the source of a function. */
function textOf(endpoint: string, name: string, value: unknown): string {
  const hasText =
    typeof value !== 'object' ||
    (!Array.isArray(value) &&
      typeof (value as object).toString === 'function' &&
      (value as object).toString !== Object.prototype.toString);
  if (hasText && typeof value !== 'function' && typeof value !== 'symbol') return String(value).toWellFormed();
  throw new TypeError(
    `urlFor('${endpoint}') was given ${inspect(value, { depth: 0 })} for '${name}'. Give it text, a number or another value that has a text.`,
  );
}

/** As a fragment may be written: a router of the browser's has paths there. */
export function encodeAnchor(anchor: string): string {
  return encodeURI(String(anchor).toWellFormed()).replaceAll('#', '%23');
}

/** The rest of a path keeps its slashes. */
function encodeRest(text: string): string {
  return text.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}

/** An empty variable would make a path that no route serves. */
function isGiven(value: unknown): boolean {
  return value != null && value !== '';
}

/** Whether all variables of a path are given but an optional one. */
export function areGiven(path: string, values: UrlValues): boolean {
  return segments(path).every(
    ({ text, variable, optional }) => !variable || optional === true || isGiven(values[text]),
  );
}
