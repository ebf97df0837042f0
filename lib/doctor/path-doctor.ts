import type { AppOptions } from '../config/config.js';
import type { Findings } from './findings.js';
import { segments } from '../classes/path.js';
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

/** Finds the same in the path of the static files. */
export function examineUrlPath({ static: files }: AppOptions, findings: Findings): void {
  const path = typeof files === 'object' ? files.urlPath : undefined;
  const misreading = misreadingOf(path);
  if (misreading !== undefined)
    findings.find(misreading.code, 'static', `its urlPath '${path}' ${misreading.cause}`, misreading.cure);
}

/** What is meant otherwise in a path or a prefix. */
export function misreadingOf(path: unknown): Misreading | undefined {
  if (typeof path !== 'string') return undefined;
  const pieces = segments(path);
  const expressions = pieces.flatMap(({ expression = '' }) => (expression === '' ? [] : [expression]));
  const plain = expressions.reduce((text, expression) => text.replace(expression, ''), path);
  return (
    foreignVariable(plain) ??
    percentEncoded(plain) ??
    expressions.reduce<Misreading | undefined>(
      (found, expression) => found ?? lostBackslash(expression) ?? capturingGroup(expression),
      undefined,
    )
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
    cure: isRest
      ? "Write '*' for the rest of a path."
      : `Write ':${name}'. What it may be is said by the parameter's type, ${name}: number, or by an expression, ':${name}(^\\\\d+$)'.`,
  };
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

/** In a string '\d' is a 'd', and `(^d+$)` is a row of them. */
function lostBackslash(expression: string): Misreading | undefined {
  const [, repeated, letter] = /(?<![\\\w])(?:([dws])(?=[+*{])|(d)d+(?!\w))/i.exec(expression) ?? [];
  const sign = repeated ?? letter;
  if (sign === undefined) return undefined;
  return {
    code: 'PH213',
    cause: `has the expression '${expression}', in which '${sign}' is a letter`,
    cure: `Write '\\\\${sign}': of one backslash a string keeps none.`,
  };
}

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
