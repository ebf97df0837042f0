import { STATUS_CODES } from 'node:http';

import { isShapeOfResponse } from '../plain/response-shape.js';
import { MAKERS } from './sources.js';
import { calledBy, nameOfKey, ownNodes, type Source } from '../plain/syntax.js';

/** A status that a method returns in the way of Flask, and what stands around it. */
export interface StatusReturned {
  status: number;
  where: 'list' | 'comma' | 'object' | 'body' | 'alone';
  hasHeaders: boolean;
}

/**
 * `return [page, 404]`, `return [data, 201, headers]`, `return page, 404`, `return { status: 404, message }` or `return 404`: data
 * of JavaScript's, and no status.
 */
export function statusReturned(method: unknown): StatusReturned | undefined {
  const source = String(method);
  if (!STATUS_AT_END.test(source) && !STATUS_NAMED.test(source)) return undefined;
  const returned = ownNodes(source).filter(({ type }) => type === 'ReturnStatement');
  return returned
    .flatMap((one) => valuesOf(one['argument'] as Source | null))
    .map(statusIn)
    .find((one) => one !== undefined);
}

const STATUS_AT_END = /[,(]\s*[2-5]\d\d\s*[\]),;}\n]|\[\s*[45]\d\d\s*,|(?:\breturn|[?:])\s+[45]\d\d\s*[:;}\n]/;
const STATUS_NAMED = /\b(?:status|statusCode)\b['"]?\s*:\s*[2-5]\d\d\b/;

/** What an expression may give: `found ? page : [missing, 404]` either. */
function valuesOf(expression: Source | null): Source[] {
  if (expression === null) return [];
  const parts = PARTS[expression.type];
  return parts === undefined ? [expression] : parts.flatMap((part) => valuesOf(expression[part] as Source));
}

const PARTS: Partial<Record<string, readonly string[]>> = {
  ConditionalExpression: ['consequent', 'alternate'],
  LogicalExpression: ['left', 'right'],
};

function statusIn(value: Source): StatusReturned | undefined {
  if (value.type === 'ArrayExpression') return statusInList(value['elements'] as (Source | null)[]);
  if (value.type === 'ObjectExpression') return statusInObject(value['properties'] as Source[]);
  if (value.type === 'NewExpression') return statusInBody(value);
  if (value.type === 'Literal') return statusAlone(value);
  if (value.type !== 'SequenceExpression') return undefined;
  const [body, last] = (value['expressions'] as Source[]).slice(-2);
  const status = statusOf(last);
  // What a call is for may be done before the comma; a value there is for nothing.
  const isBody = IDLE.has(body!.type) || MAKERS.includes(calledBy(body) ?? '');
  return status === undefined || !isBody ? undefined : { status, where: 'comma', hasHeaders: false };
}

/** `return 404`; a success, and a round number, may be an amount. */
function statusAlone(value: Source): StatusReturned | undefined {
  const status = statusOf(value);
  if (status === undefined || status < 400 || isLikelyDatum(status)) return undefined;
  return { status, where: 'alone', hasHeaders: false };
}

/** `new Response(201)`, or `new Response({ status: 404, body })`. */
function statusInBody(made: Source): StatusReturned | undefined {
  const [body, ...others] = made['arguments'] as Source[];
  if (calledBy(made) !== 'Response' || body === undefined || others.length > 0) return undefined;
  const status = statusOf(body);
  return status === undefined ? statusIn(body) : { status, where: 'body', hasHeaders: false };
}

/** A list of two numbers is data, and so is one with something else behind them than headers. */
function statusInList([body, second, third, ...others]: (Source | null)[]): StatusReturned | undefined {
  const first = statusOf(body);
  // Fiber's and Rack's order: an error's status, and its text.
  if (first !== undefined && typeof second?.['value'] === 'string' && third === undefined)
    return first < 400 || isLikelyDatum(first) ? undefined : { status: first, where: 'list', hasHeaders: false };
  const status = statusOf(second);
  const isHeaders = third === undefined || ['ObjectExpression', 'Identifier'].includes(third?.type ?? '');
  if (status === undefined || body == null || !isHeaders || others.length > 0) return undefined;
  if (!isPage(body) && (!mayBePage(body) || isLikelyDatum(status))) return undefined;
  return { status, where: 'list', hasHeaders: third !== undefined };
}

/** What is spread into it, or has a name that is worked out, may be anything. */
function statusInObject(properties: Source[]): StatusReturned | undefined {
  if (!properties.every((one) => one.type === 'Property' && one['computed'] !== true)) return undefined;
  const members = new Map(properties.map((one) => [nameOfKey(one['key']) ?? '', one['value'] as Source]));
  const status = statusOf(members.get('statusCode') ?? members.get('status'));
  if (status === undefined || !isShapeOfResponse([...members.keys()], status)) return undefined;
  return { status, where: 'object', hasHeaders: members.has('headers') };
}

/** What nobody puts beside a number: what `render()` gives, an object, markup. */
function isPage(body: Source): boolean {
  if (['ObjectExpression', 'TaggedTemplateExpression'].includes(body.type)) return true;
  const text = body.type === 'TemplateLiteral' ? (body['quasis'] as Source[])[0]?.['value'] : body['value'];
  return MAKERS.includes(calledBy(body) ?? '') || /^\s*</.test(textOf(text));
}

/** `.value` is a text, and that of a template's piece has it in `cooked`. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String((Object(value) as { cooked?: unknown }).cooked ?? '');
}

function mayBePage(body: Source): boolean {
  return typeof body['value'] !== 'number' && body.type !== 'UnaryExpression';
}

/** `['Berlin', 300]` is data: round numbers are as likely amounts, and of redirects Flask's way is another. */
function isLikelyDatum(status: number): boolean {
  return status % 100 === 0 || Math.floor(status / 100) === 3;
}

function statusOf(node: Source | null | undefined): number | undefined {
  const value = node?.['value'];
  return typeof value === 'number' && value >= 200 && STATUS_CODES[value] !== undefined ? value : undefined;
}

const IDLE = new Set([
  ...['Literal', 'TemplateLiteral', 'ObjectExpression', 'ArrayExpression'],
  ...['Identifier', 'MemberExpression'],
]);

/** What is told of it: `it returns ...`. @param sent the status with which it is sent */
export function shownStatus({ where, status }: StatusReturned, sent: number): string {
  switch (where) {
    case 'comma':
      return `${status} alone, for a comma gives what stands behind it`;
    case 'body':
      return `a Response whose body is the number ${status}, with status 200`;
    case 'alone':
      return `the number ${status}, which is sent as JSON, with status ${sent}`;
    default:
      return `${where === 'list' ? 'a list' : 'an object'} with the status ${status} in it, which is sent as JSON, with status ${sent}`;
  }
}
