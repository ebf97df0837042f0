import { Request } from '../request/request.js';
import { Session } from '../session/session.js';
import { hasGetter } from '../plain/strangers.js';
import type { Habit } from './habits.js';
import { memberNamed, OWN_FIELDS, type Owned } from './owners.js';
import { isNode, type Source } from '../plain/syntax.js';

// What a handler writes that does nothing: a method that it names and does not call, a comparison that is never true, a
// message that it adds where it means to read.

type Ask = (one: unknown) => Owned | undefined;

/** Whether the text has some, as far as an expression can tell. */
export function mayBeFutile(source: string): boolean {
  return UNCALLED.test(source) || comparesSmall(source) || ASKED.test(source);
}

/** `session.clear;`, but neither `${user.name}` of a text nor an argument in a line of its own. */
const UNCALLED = /(?:(?<!\$)\{|[};)]|(?<![,([=+&|]\s*)\n)\s*(?:(?:await|void)\s+)?[\w$]+(?:\??\.[\w$]+)+\s*[;}\n]/;
const SMALL = 'get|post|put|patch|delete|head|options';
/** `.method === 'post'`, and so the other way round, and in a `switch`. */
const COMPARED = new RegExp(
  `\\.method\\s*[!=]==?\\s*['"](${SMALL})['"]|['"](${SMALL})['"]\\s*[!=]==?[^;\\n]*\\.method\\b|\\bcase\\s*['"](${SMALL})['"]`,
  'gi',
);

function comparesSmall(source: string): boolean {
  const methods = [...source.matchAll(COMPARED)].map((found) => found.slice(1).join(''));
  return methods.some((method) => method !== method.toUpperCase());
}

/** `= session.flash(`, also behind a bracket, a colon or a comma. */
const ASKED = /[=(:,[]\s*(?:await\s+)?[\w$.]+\.flash\s*\(|\.flash\([^)]*\)\s*(?:\.|\?)/;

/** What of it one node is. */
export function futileIn(node: Source, owned: Ask): Habit[] {
  if (node.type === 'ExpressionStatement') return uncalled(node['expression'] as Source, owned);
  if (node.type === 'BinaryExpression') return neverTrue([node['left'], node['right']], owned);
  if (node.type === 'SwitchStatement')
    return (node['cases'] as Source[]).flatMap(({ test }) => neverTrue([node['discriminant'], test], owned));
  return (READ[node.type] ?? []).flatMap((part) => [node[part]].flat()).flatMap((one) => messagesAsked(one, owned));
}

/** What reads a value, by its parts. */
const READ: Partial<Record<string, readonly string[]>> = {
  VariableDeclarator: ['init'],
  AssignmentExpression: ['right'],
  Property: ['value'],
  MemberExpression: ['object'],
  CallExpression: ['arguments'],
  LogicalExpression: ['left'],
  SpreadElement: ['argument'],
  ForOfStatement: ['right'],
};

function uncalled(statement: Source, owned: Ask): Habit[] {
  const expression = withoutAwait(statement);
  const member = expression.type === 'ChainExpression' ? (expression['expression'] as Source) : expression;
  const holder = member.type === 'MemberExpression' ? owned(member['object']) : undefined;
  const name = holder && memberNamed(member);
  if (name === undefined || !isMethod(holder!.owner.prototype, name)) return [];
  const text = `${holder!.text}.${name}`;
  return [{ code: 'PH719', cause: `it names ${text} and does not call it`, cure: `Write ${text}().` }];
}

/** Of `await session.clear` and `void session.clear`, what they stand before. */
function withoutAwait(expression: Source): Source {
  const isVoid = expression.type === 'UnaryExpression' && expression['operator'] === 'void';
  return isVoid || expression.type === 'AwaitExpression' ? withoutAwait(expression['argument'] as Source) : expression;
}

function isMethod(prototype: object, name: string): boolean {
  return name in prototype && !hasGetter(prototype, name) && !OWN_FIELDS.has(name);
}

/** `request.method === 'post'` */
function neverTrue(sides: readonly unknown[], owned: Ask): Habit[] {
  const isMethod = (one: unknown): boolean =>
    isNode(one) && memberNamedIn(one) === 'method' && owned(one['object'])?.owner === Request;
  const method = sides.find(isMethod) as Source | undefined;
  const value = sides.filter(isNode).find((one) => one !== method)?.['value'];
  if (method === undefined || typeof value !== 'string' || !IS_SMALL.test(value)) return [];
  const [text, capitals] = [`${owned(method['object'])!.text}.method`, value.toUpperCase()];
  if (value === capitals) return [];
  return [
    {
      code: 'PH720',
      cause: `it compares ${text} with '${value}', and methods are written in capitals`,
      cure: `Write '${capitals}'.`,
    },
  ];
}

const IS_SMALL = new RegExp(`^(?:${SMALL})$`, 'i');

function memberNamedIn(one: Source): string | undefined {
  return one.type === 'MemberExpression' ? memberNamed(one) : undefined;
}

/** `const errors = session.flash('error')`, as connect-flash has it. */
function messagesAsked(value: unknown, owned: Ask): Habit[] {
  const call = isNode(value) && value.type === 'AwaitExpression' ? value['argument'] : value;
  if (!isNode(call) || call.type !== 'CallExpression') return [];
  const callee = call['callee'] as Source;
  const holder = memberNamedIn(callee) === 'flash' ? owned(callee['object']) : undefined;
  if (holder?.owner !== Session) return [];
  const category = (call['arguments'] as (Source | undefined)[])[0]?.['value'];
  const options = typeof category === 'string' ? `{ category: '${category}' }` : '';
  return [
    {
      code: 'PH721',
      cause: `it asks ${holder.text}.flash() for messages, and that adds one`,
      cure: `Write ${holder.text}.flashes(${options}).`,
    },
  ];
}
