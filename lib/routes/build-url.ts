import { inspect } from 'node:util';

import { checkNames } from '../plain/option-names.js';
import { isNoSegment, isWhole, pathVariables, segments, servedPaths } from '../classes/path.js';
import { hasToPath, type InPath } from '../classes/path-class.js';
import { fits, refuseUnfit } from './expressions.js';
import { refuseMisread } from './read-back.js';
import type { RouterOptions } from './router.js';

/**
 * Values of a URL: path variables, and the query's arguments. A list repeats; `null` and `undefined` are dropped. An object of
 * a class or interface has its own properties for them; lists, functions and promises have none.
 */
export type UrlValues =
  | Record<string, unknown>
  | (object & { [Symbol.iterator]?: never; [Symbol.hasInstance]?: never; [Symbol.toStringTag]?: never });

/** The same, to read from. */
export type UrlRecord = Record<string, unknown>;

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

/** The route of the request that a URL is made for. */
export interface CurrentRoute {
  /** Its controller's. */
  prefix: string;
  /** The variables of its path as text. */
  params: Readonly<Record<string, string>>;
}

const URL_OPTIONS = ['external', 'scheme', 'anchor', 'method'];

/** Finds what TypeScript does, for templates and JavaScript. */
export function checkUrl(endpoint: string, values: unknown, options: UrlOptions): void {
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new TypeError(`urlFor('${endpoint}') was given ${inspect(values)} for its values. Write { id: 1 }.`);
  if ((options as unknown) === null || typeof options !== 'object')
    throw new TypeError(
      `urlFor('${endpoint}') was given ${inspect(options)} for its options. Write { external: true }, for example.`,
    );
  checkNames(`urlFor('${endpoint}')`, options, URL_OPTIONS);
  const { scheme, external } = options;
  if (scheme == null) return;
  if (external === false)
    throw new TypeError(
      `urlFor('${endpoint}') was given a scheme and external: false, and a path has no scheme. Leave one of them out.`,
    );
  if (!/^[a-z][a-z\d+.-]*$/i.test(scheme))
    throw new TypeError(`urlFor('${endpoint}') was given the scheme ${inspect(scheme)}. Write 'https', for example.`);
}

/** The values, with the text of each that has a `toPath()`. */
export function withPathTexts(endpoint: string, values: UrlRecord): UrlRecord {
  const list = Object.entries(values);
  if (!list.some(([, value]) => [value].flat().some(hasToPath))) return values;
  const textsOf = (name: string, value: unknown): unknown =>
    hasToPath(value) ? pathText(endpoint, name, value) : value;
  return Object.fromEntries(
    list.map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one) => textsOf(name, one)) : textsOf(name, value),
    ]),
  );
}

function pathText(endpoint: string, name: string, value: InPath): string {
  const text: unknown = value.toPath();
  if (typeof text === 'string') return text;
  const who = value.constructor?.name || 'The object';
  throw new TypeError(
    `urlFor('${endpoint}'): ${who}.toPath() returned ${inspect(text, { depth: 0 })} for '${name}'. Return text.`,
  );
}

/**
 * The path of a URL, and its query: the values that are not variables of the path.
 *
 * @param rest the name of the value that is the rest of the path
 */
export function buildPath(
  endpoint: string,
  path: string,
  values: UrlRecord,
  { maxParamLength = Infinity }: RouterOptions,
  rest = '*',
): string {
  const shape = shapeOf(path, values);
  const pieces = segments(shape);
  const given: Record<string, string> = {};
  const nameOfVariable = (variable: string): string => (variable === '*' ? rest : variable);
  const parts = pieces.map((piece, index) => {
    const { text, variable } = piece;
    if (!variable) return encodeURI(text.toWellFormed());
    const name = nameOfVariable(text);
    const value = variableText(endpoint, path, name, values[name]);
    given[text] = value;
    if (text === '*') return restOf(endpoint, name, value);
    if (isWhole(pieces, index)) refuseDots(endpoint, text, value);
    refuseUnfit(endpoint, piece, value);
    refuseLong(endpoint, text, value, maxParamLength);
    return encodeURIComponent(value);
  });
  refuseMisread(endpoint, shape, parts.join(''), given);
  return parts.join('') + queryOf(endpoint, pathVariables(path).map(nameOfVariable), values);
}

/** The values that are not variables, encoded as a form would: lists repeat. */
function queryOf(endpoint: string, variables: readonly string[], values: UrlRecord): string {
  const pairs = Object.entries(values)
    .filter(([name]) => !variables.includes(name))
    .flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const))
    .filter(([, value]) => value != null)
    .map(([name, value]): [string, string] => [name, textOf(endpoint, name, value)]);
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}

/**
 * The values with those variables of an endpoint's prefix that were not given, and that the prefix of the current
 * request has, too: links stay in its `/:lang`. Flask's `url_defaults`.
 *
 * @throws Error for one that the endpoint's prefix does not take: nobody gave it, and so it is missing
 */
export function withShared(
  endpoint: string,
  prefix: string,
  values: UrlRecord,
  current: CurrentRoute | undefined,
): UrlRecord {
  if (current === undefined || !current.prefix.includes(':')) return values;
  const ours = pathVariables(current.prefix);
  const shared = pathVariables(prefix).filter((name) => ours.includes(name) && !isGiven(values[name]));
  if (prefix !== current.prefix) for (const name of shared) refuseShared(endpoint, prefix, name, current.params[name]);
  return { ...values, ...Object.fromEntries(shared.map((name) => [name, current.params[name]])) };
}

/** The variable of another prefix with that name may have an expression, or be a whole segment. */
function refuseShared(endpoint: string, prefix: string, name: string, value: string | undefined): void {
  if (value === undefined) return;
  const pieces = segments(prefix);
  const index = pieces.findIndex(({ variable, text }) => variable && text === name);
  if (fits(pieces[index]!, value) && !(isWhole(pieces, index) && isNoSegment(value))) return;
  throw new Error(
    `urlFor('${endpoint}') needs a value for '${name}', a variable of ${prefix}: this request's, ${inspect(value)}, leads nowhere there.`,
  );
}

function variableText(endpoint: string, path: string, name: string, value: unknown): string {
  if (!isGiven(value)) throw new Error(`urlFor('${endpoint}') needs a value for '${name}', a variable of ${path}.`);
  const text = textOf(endpoint, name, value);
  if (typeof value !== 'number') return text;
  const told = `urlFor('${endpoint}') was given the number ${text} for '${name}'`;
  // Infinity, NaN and 1e-7 would lead nowhere.
  if (!/^-?[\d.]+$/.test(text))
    throw new RangeError(`${told}, and a path takes plain decimals alone. Give it as text that the route takes.`);
  // Two numbers are written alike here, and a variable that is a number takes neither.
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new RangeError(
      `${told}, and beyond 2^53 - 1 a number is not exact. Give it as a bigint or text, and declare the variable as one.`,
    );
  return text;
}

/** Browsers take '.' and '..' out of a path, encoded or not. */
function refuseDots(endpoint: string, name: string, value: string, parts: readonly string[] = [value]): void {
  const dots = parts.find((part) => part === '.' || part === '..');
  if (dots === undefined) return;
  throw new RangeError(
    `urlFor('${endpoint}') was given ${inspect(value)} for '${name}', and browsers take '${dots}' out of a path. Put it into the query.`,
  );
}

/** What is longer the router answers with 414. */
function refuseLong(endpoint: string, name: string, { length }: string, most: number): void {
  if (length <= most) return;
  throw new RangeError(
    `urlFor('${endpoint}') was given ${length} characters for '${name}', and a path variable has at most ${most}. Put it into the query, or raise fastify: { routerOptions: { maxParamLength } }.`,
  );
}

/** The path without an optional variable that is left out. */
function shapeOf(path: string, values: UrlRecord): string {
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

/** The rest of a path keeps its slashes, but those at its start: '/*' would be another host, '//evil.example'. */
function restOf(endpoint: string, name: string, text: string): string {
  refuseDots(endpoint, name, text, text.split('/'));
  return text.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}

/** An empty variable would make a path that no route serves. */
function isGiven(value: unknown): boolean {
  return value != null && value !== '';
}

/** Whether all variables of a path are given but an optional one. */
export function areGiven(path: string, values: UrlRecord): boolean {
  return segments(path).every(
    ({ text, variable, optional }) => !variable || optional === true || isGiven(values[text]),
  );
}
