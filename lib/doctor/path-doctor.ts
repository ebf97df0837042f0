import type { AppOptions } from '../config/config.js';
import type { Findings } from './findings.js';
import { isWhole, segments, type Segment } from '../classes/path.js';
import type { Route } from '../classes/scanner.js';
import type { FindingCode } from '../plain/setup-error.js';
import { nameOf } from '../classes/signature.js';

/** What a path that Fastify's router takes, and that says something else than was meant, is to be replaced by. */
interface Misreading {
  code: FindingCode;
  /** Goes on after "its path '/...' ". */
  cause: string;
  cure: string;
}

/**
 * Finds what was meant otherwise in the path of a route and in its controller's prefix.
 *
 * @returns whether there is nothing, so that more can be said of the path
 */
export function examinePath({ handler, controller, method: { mark } }: Route, findings: Findings): boolean {
  const ofPrefix = misreadingOf(controller.ownPrefix);
  const ofPath = misreadingOf(mark.path);
  if (ofPrefix !== undefined)
    findings.find(
      ofPrefix.code,
      nameOf(controller.type),
      `its prefix '${controller.ownPrefix}' ${ofPrefix.cause}`,
      ofPrefix.cure,
    );
  if (ofPath !== undefined) findings.find(ofPath.code, handler, `its path '${mark.path}' ${ofPath.cause}`, ofPath.cure);
  return ofPrefix === undefined && ofPath === undefined;
}

/** Finds expressions that say something else than was meant, and warns where that is only likely. */
export function examineExpressions({ handler, path, method }: Route, findings: Findings): void {
  const { types = [], names } = method.signature;
  const pieces = segments(path);
  for (const [index, { text, expression = '' }] of pieces.entries()) {
    const inner = expression.replace(/^\(\^?|\$?\)$/g, '');
    const lost = lostBackslash(expression);
    const before = pieces[index - 1]?.text ?? '';
    const after = pieces[index + 1]?.text ?? '/';
    if (isKindName(inner))
      findings.warn(
        'PH227',
        handler,
        `its path '${path}' has the expression '${expression}', which is met by the text '${inner}' alone`,
        `Write ':${text}': what it may be is said by the parameter's type, ${text}: ${KINDS[inner]}.`,
      );
    else if (lost !== undefined)
      findings[isSurelyLost(inner, types[names.indexOf(text)]) ? 'find' : 'warn'](
        'PH213',
        handler,
        `its path '${path}' has the expression '${expression}', in which '${lost}' is a letter`,
        `Write '\\\\${lost}': of one backslash a string keeps none.`,
      );
    else if (hasSlash(inner) || (ANYTHING.test(inner) && before.endsWith('/') && after.startsWith('/')))
      findings.warn(
        'PH226',
        handler,
        `its path '${path}' has the expression '${expression}', and a variable ends before the next slash`,
        "Write '*' for the rest of a path, or a variable for each part, '/:year/:month'.",
      );
  }
}

/** `.*`, `[^]+`, `[\\s\\S]*`: nobody needs it but for slashes. */
const ANYTHING = /^(?:\.|\[\^\]|\[\\([sdw])\\(?!\1)[sdw]\])[*+]\??$/i;

/** What the types of other languages, and of this one, are called. */
const KINDS: Readonly<Record<string, string>> = {
  ...{ int: 'number', integer: 'number', number: 'number', float: 'number', string: 'string', str: 'string' },
  ...{ bool: 'boolean', boolean: 'boolean', bigint: 'bigint' },
};

function isKindName(text: string): boolean {
  return Object.hasOwn(KINDS, text);
}

/** Outside a class of characters, where it may be one of those that are not met. */
function hasSlash(expression: string): boolean {
  return expression.replace(/\\?\[(?:\\.|[^\]\\])*\]/g, '').includes('/');
}

/** Finds the same in the path of the static files. */
export function examineUrlPath({ static: files }: AppOptions, findings: Findings): void {
  const path = typeof files === 'object' ? files.urlPath : undefined;
  const misreading = misreadingOf(path);
  if (misreading !== undefined)
    findings.find(
      misreading.code,
      'static',
      `its urlPath '${path}' ${misreading.cause}`,
      misreading.code === 'PH211' ? "It must be a fixed path, such as '/static'." : misreading.cure,
    );
}

/** What is meant otherwise in a path or a prefix. */
export function misreadingOf(path: unknown): Misreading | undefined {
  if (typeof path !== 'string') return undefined;
  const pieces = segments(path);
  const expressions = pieces.flatMap(({ expression = '' }) => (expression === '' ? [] : [expression]));
  const plain = expressions.reduce((text, expression) => text.replace(expression, ''), path);
  return (
    foreignVariable(plain) ??
    foreignEnding(plain) ??
    percentEncoded(plain) ??
    expressions.reduce<Misreading | undefined>((found, expression) => found ?? capturingGroup(expression), undefined) ??
    sharedOptional(pieces)
  );
}

/** `<int:id>` of Flask, `{id}` of OpenAPI, FastAPI and Spring, `[id]` of Next; not what stands behind a name, `:id<x>`. */
const FOREIGN =
  /(?<!:\w*)(?:<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>|\{(\*?)(\w+)(?::([^}]*))?\??\}|\[{1,2}(\.{3})?(\w+)\]{1,2})/;

function foreignVariable(path: string): Misreading | undefined {
  const found = FOREIGN.exec(path);
  if (found === null) return undefined;
  const [written, converter, flasks, star, braced, kind, dots, bracketed] = found;
  const isRest = converter === 'path' || kind === 'path' || (star ?? '') !== '' || dots !== undefined;
  const name = flasks ?? braced ?? bracketed;
  return {
    code: 'PH211',
    cause: `has '${written}', which is fixed text here`,
    cure: isRest ? REST : asVariable(name!),
  };
}

const REST = "Write '*' for the rest of a path.";

function asVariable(name: string): string {
  return `Write ':${name}'. What it may be is said by the parameter's type, ${name}: number, or by an expression, ':${name}(^\\\\d+$)'.`;
}

/** What Express, Hono and others write behind a variable's name or around it: `:path*`, `:id{[0-9]+}`, `:id<int>`, `{/:id}`. */
const FOREIGN_ENDING =
  /(\{\/?:(\w+)\})|:(\w+)[*+]|:\.{3}(\w+)|:(\w+)(?:\{[^}]*\}|<[^>]*>)|\/(\([^()]*[|\\+^$][^()]*\))/;

function foreignEnding(path: string): Misreading | undefined {
  const [written, optional, left, first, second, limited, group] = FOREIGN_ENDING.exec(path) ?? [];
  if (written === undefined) return undefined;
  const cause = `has '${group ?? written}', which is written otherwise here`;
  if (optional !== undefined)
    return {
      code: 'PH211',
      cause,
      cure: `Write '/:${left}?', at the end of the path, for a variable that may be left out.`,
    };
  if (group !== undefined)
    return { code: 'PH211', cause, cure: `An expression stands behind a variable's name: ':name(^(?:...)$)'.` };
  return { code: 'PH211', cause, cure: first === undefined && second === undefined ? asVariable(limited!) : REST };
}

function percentEncoded(path: string): Misreading | undefined {
  if (!/%[\da-f]{2}/i.test(path)) return undefined;
  const decoded = decodedOf(path);
  return {
    code: 'PH212',
    cause: 'is percent-encoded, and is compared with what the client sent, decoded',
    cure: decoded === undefined ? 'Write the characters themselves.' : `Write '${decoded}'.`,
  };
}

/** Without what a path cannot have in it, or would have in it as another sign. */
function decodedOf(path: string): string | undefined {
  try {
    const decoded = decodeURI(path);
    return decoded.includes('%') || /[\x00-\x1f\x7f]/.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/**
 * In a string '\d' is a 'd', and `(^d+$)` is a row of them. Who has kept one backslash has lost none, and what stands beside
 * others to choose from is a word: `(?:dd|mm)`.
 */
function lostBackslash(expression: string): string | undefined {
  if (expression.includes('\\')) return undefined;
  const [, repeated, letter] = /(?<!\w)(?:([dws])(?=[+*{])|(?<!\|)(d)d+(?![\w|]))/i.exec(expression) ?? [];
  return repeated ?? letter;
}

/** What nobody means as letters: `d+`, `d{4}-d{2}`, and for a number whatever letters alone meet. */
function isSurelyLost(inner: string, type: unknown): boolean {
  const isNumber = type === Number || type === BigInt;
  return /^(?:[dwsDWS][+*]|d\{[\d,]+\}(?:[-._:T]?d\{[\d,]+\})*)$/.test(inner) || (isNumber && LETTERS.test(inner));
}

/** At least one, however often each is repeated. */
const LETTERS = /^[dws](?:[dws+?]|\{[\d,]+\})*$/i;

/** To the router each group is a variable. */
function capturingGroup(expression: string): Misreading | undefined {
  let isInClass = false;
  for (let at = 1; at < expression.length; at++) {
    if (expression[at] === '\\') at++;
    else if (expression[at] === '[') isInClass = true;
    else if (expression[at] === ']') isInClass = false;
    else if (!isInClass && /^\((?!\?(?!<[^=!]))/.test(expression.slice(at, at + 4)))
      return {
        code: 'PH214',
        cause: `has a group in the expression '${expression}', which the router takes for a variable`,
        cure: `Write (?:...) for ${expression[at + 1] === '?' ? '(?<name>...)' : '(...)'}.`,
      };
  }
  return undefined;
}

/** `/:id.:format?`: of a segment the router leaves out all or nothing. */
function sharedOptional(pieces: readonly Segment[]): Misreading | undefined {
  const at = pieces.findIndex(({ optional }) => optional === true);
  if (at === -1 || isWhole(pieces, at)) return undefined;
  const { text: name } = pieces[at]!;
  const [start, end] = [writtenOf(pieces.slice(0, at)), writtenOf(pieces.slice(at + 1))];
  return {
    code: 'PH228',
    cause: `has ':${name}?' beside something else, and the router leaves out all that stands between two slashes`,
    cure: `Write two paths, each on a method or controller of its own: '${start}:${name}${end}' and '${start.replace(/[-.]$/, '')}${end}'.`,
  };
}

function writtenOf(pieces: readonly Segment[]): string {
  return pieces
    .map(({ text, variable, expression = '' }) =>
      variable && text !== '*' ? `:${text}${expression}` : text.replaceAll(':', '::'),
    )
    .join('');
}
