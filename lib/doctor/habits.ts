import { CONVERTERS, MultiDict } from '../forms/multi-dict.js';
import type { FindingCode } from '../plain/setup-error.js';
import { cureOfMember, hasGetter } from '../plain/strangers.js';
import { Request } from '../request/request.js';
import { Response } from '../response/response.js';
import { Session } from '../session/session.js';
import { futileIn, mayBeFutile } from './futile.js';
import { lostChanges, mayLoseChange } from './lost-changes.js';
import { dictionaryAt, isStrange, isValue, memberNamed, ownedBy, OWNERS, type Owned, type Owner } from './owners.js';
import { declaredIn, nameOfKey, nodesWithin, statementsOf, type Source } from '../plain/syntax.js';

// Members that requests, responses and their dictionaries do not have, and what takes a dictionary for a plain object. Both
// are known of parameters, whose classes are known. A cheap look at the text finds names, and acorn what is done with them.

/** A habit of another framework's. */
export interface Habit {
  code: FindingCode;
  cause: string;
  cure: string;
}

/** What a method expects of its parameters that they do not have. */
export function habitsOf(method: unknown, types: readonly unknown[], names: readonly string[]): Habit[] {
  const owners = ownersOf(types, names);
  if (owners.size === 0) return [];
  const source = String(method);
  if (!mayHaveHabit(source, owners)) return [];
  const nodes = statementsOf(source)?.flatMap((one) => nodesWithin(one)) ?? [];
  const declared = declaredIn(nodes);
  const known = new Map([...owners].filter(([name]) => !declared.has(name)));
  const owned: Ask = (one) => ownedBy(one, known);
  const called = new Set(nodes.filter(({ type }) => type === 'CallExpression').map(({ callee }) => callee));
  return [
    ...nodes.flatMap((node) => [...habitsIn(node, owned, called), ...futileIn(node, owned)]),
    ...lostChanges(nodes, owned),
  ];
}

function ownersOf(types: readonly unknown[], names: readonly string[]): Map<string, Owner> {
  const found = types.flatMap((type, index): [string, Owner][] => {
    const name = names[index];
    const owner = OWNERS.find((one) => one === type);
    return owner === undefined || name === undefined || name === '' ? [] : [[name, owner]];
  });
  return new Map(found);
}

/** Whether the text has one, as far as an expression can tell. */
function mayHaveHabit(source: string, owners: ReadonlyMap<string, Owner>): boolean {
  const names = [...owners.keys()].map((name) => name.replaceAll('$', '\\$')).join('|');
  if (new RegExp(`(?:\\.\\.\\.\\s*|\\bin\\s+|\\bObject\\.\\w+\\([^)]*|\\}\\s*=\\s*)(?:${names})\\b`).test(source))
    return true;
  if (FLASHED.test(source) || CONVERTED.test(source) || mayBeFutile(source) || mayLoseChange(source)) return true;
  const mentions = source.matchAll(new RegExp(`(?<![\\w$.#])(${names})${MEMBER}(?:${MEMBER})?(\\s*\\??\\.?\\()?`, 'g'));
  return [...mentions].some(([, name = '', dotted, quoted, innerDotted, innerQuoted, call]) => {
    const owner = owners.get(name)!;
    const [first, second] = [dotted ?? quoted ?? '', innerDotted ?? innerQuoted];
    if (isStrange(owner, first) || (call !== undefined && second === undefined && isValue(owner, first))) return true;
    const inner = dictionaryAt(owner, first);
    return inner !== undefined && second !== undefined && isStrange(inner, second);
  });
}

/** `.args`, `?.args` or `['args']` */
const MEMBER = `(?:\\s*\\??\\.\\s*(\\w+)|\\s*(?:\\?\\.)?\\[\\s*['"]([^'"\\\\\\]]+)['"]\\s*\\])`;

function habitsIn(node: Source, owned: Ask, called: ReadonlySet<unknown>): Habit[] {
  if (node.type === 'CallExpression')
    return [
      ...calledValue(node, owned),
      ...listed(node, owned),
      ...flashedInReverse(node, owned),
      ...convertedAtOnce(node, owned),
    ];
  if (node.type === 'MemberExpression')
    return strangeMembers(owned(node['object']), [memberNamed(node)], called.has(node));
  if (node.type === 'VariableDeclarator' && (node['id'] as Source).type === 'ObjectPattern')
    return takenOut(owned(node['init']), keysOf(node['id'] as Source));
  return takenForObject(node, owned);
}

function keysOf(pattern: Source): (string | undefined)[] {
  return (pattern['properties'] as Source[]).map((one) =>
    one['computed'] === true ? undefined : nameOfKey(one['key']),
  );
}

function strangeMembers(owned: Owned | undefined, names: readonly (string | undefined)[], isCalled = false): Habit[] {
  if (owned === undefined) return [];
  const { owner, text } = owned;
  return names
    .filter((name) => name !== undefined)
    .filter((name) => isStrange(owner, name))
    .map((name) => ({
      code: 'PH706',
      cause: `it asks for ${text}${/^[\w$]+$/.test(name) ? `.${name}` : `['${name}']`}, and a ${owner.name} has no member '${name}'`,
      cure: cureOfMember(owner, name) ?? (isCalled ? cureOfCall(owner, text, name) : cureOfKey(owner, text, name)),
    }));
}

/** `const { get } = request.args`: a method that has lost its `this`. */
function takenOut(owned: Owned | undefined, names: readonly (string | undefined)[]): Habit[] {
  if (owned === undefined) return [];
  const { prototype } = owned.owner as { prototype: object };
  const methods = names.filter((name) => name !== undefined && isMethod(prototype, name));
  const lost = methods.map((name): Habit => {
    const text = `${owned.text}.${name}`;
    return {
      code: 'PH712',
      cause: `it takes ${name}() out of ${owned.text}, and without that it does not know what it is of`,
      cure: `Write ${text}(...).`,
    };
  });
  return [...strangeMembers(owned, names), ...lost];
}

function isMethod(prototype: object, name: string): boolean {
  return Object.hasOwn(prototype, name) && !hasGetter(prototype, name);
}

/** What is called is no key, but a method of another framework's. */
function cureOfCall(owner: Owner, text: string, name: string): string {
  if (owner === Session && SAVING.has(name)) return LEFT_TO_PHIAL;
  const known = owner === Session ? SESSION_CALLS : DICTIONARY_CALLS;
  const [, instead] = known.find(([names]) => names.test(name)) ?? [];
  const sent = SENT.find(([end]) => text.endsWith(end))?.[1];
  if (instead === '' && sent !== undefined) return `It is what the client sent: ${sent}`;
  if (instead === '') return 'It is what the client sent, and stays so: keep other values in request.state.';
  const usual = owner === Session ? `get(key), or ${text}.set(key, value)` : 'get(key)';
  return `Write ${text}.${instead ?? usual}.`;
}

/** Laravel's, Rails', Symfony's and Java's names. */
const SESSION_CALLS: readonly (readonly [RegExp, string])[] = [
  [/^(?:put|store|setItem|setAttribute|add|push|update|assign)$/, 'set(key, value)'],
  [/^(?:remove|forget|unset|removeItem|removeAttribute|del)$/, 'delete(key)'],
  [/^(?:all|data)$/, 'toObject()'],
  [/^(?:pull|take)$/, 'pop(key)'],
  [/^(?:flush|reset|removeAll|clearAll)$/, 'clear()'],
  [/^(?:invalidate|abandon|end)$/, 'destroy()'],
  [/^(?:getItem|getAttribute|fetch)$/, 'get(key)'],
  [/^(?:contains|exists|hasOwnProperty|includes)$/, 'has(key)'],
];

const DICTIONARY_CALLS: readonly (readonly [RegExp, string])[] = [
  [/^(?:getInt|getInteger|getNumber|int|integer)$/, 'get(key, undefined, Number)'],
  [/^(?:getList|getlist|array)$/, 'getAll(key)'],
  [/^(?:all|only|input)$/, 'toObject()'],
  [/^(?:contains|exists|includes|filled)$/, 'has(key)'],
  [/^(?:set|append|delete|add|put|remove|merge|update)$/, ''],
];

/** What is sent to the client instead. */
const SENT: readonly (readonly [string, string])[] = [
  ['.headers', 'return makeResponse(value, 200, { name: text }).'],
  ['.cookies', 'write response.setCookie(name, value), of const response = makeResponse(value).'],
];

function cureOfKey(owner: Owner, text: string, name: string): string {
  if (owner === Session && SAVING.has(name)) return LEFT_TO_PHIAL;
  const set = owner === Session ? `, or ${text}.set('${name}', value)` : '';
  return `Keys are no members: write ${text}.get('${name}')${set}.`;
}

const LEFT_TO_PHIAL = 'Leave it away: what was changed is saved with the response.';

/** What stores of sessions elsewhere are told to do. */
const SAVING = new Set(['save', 'commit', 'touch', 'reload', 'initiate']);

type Ask = (one: unknown) => Owned | undefined;

/** `await request.json()` */
function calledValue(call: Source, owned: Ask): Habit[] {
  const called = call['callee'] as Source;
  const holder = called.type === 'MemberExpression' ? owned(called['object']) : undefined;
  const name = holder && memberNamed(called);
  if (name === undefined || !isValue(holder!.owner, name)) return [];
  const text = `${holder!.text}.${name}`;
  return [{ code: 'PH706', cause: `it calls ${text}(), which is a value, not a function`, cure: `Write ${text}.` }];
}

/** `session.flash('error', 'It is full.')`, as in Express and Adonis. */
function flashedInReverse(call: Source, owned: Ask): Habit[] {
  const called = call['callee'] as Source;
  const holder = memberNamed(called) === 'flash' ? owned(called['object']) : undefined;
  const [first, second] = (call['arguments'] as Source[]).map(({ value }) => value);
  if (holder?.owner !== Session || !CATEGORIES.has(first) || CATEGORIES.has(second)) return [];
  if ((call['arguments'] as Source[]).length !== 2) return [];
  return [
    {
      code: 'PH711',
      cause: `it flashes the message '${String(first)}', of a category that looks like the message`,
      cure: `The message comes first: ${holder.text}.flash(message, '${String(first)}').`,
    },
  ];
}

const CATEGORIES: ReadonlySet<unknown> = new Set(['error', 'success', 'warning', 'notice', 'danger', 'alert', 'info']);

/** `.flash('error', ` */
const FLASHED = new RegExp(`\\.flash\\(\\s*['"](?:${[...CATEGORIES].join('|')})['"]\\s*,`);

/** `request.args.get('page', Number)`, whose second is the fallback. */
function convertedAtOnce(call: Source, owned: Ask): Habit[] {
  const called = call['callee'] as Source;
  const holder = memberNamed(called) === 'get' ? owned(called['object']) : undefined;
  const [key, second, ...others] = call['arguments'] as Source[];
  if (holder?.owner !== MultiDict || second?.type !== 'Identifier' || others.length > 0) return [];
  const convert = String(second['name']);
  if (!CONVERSIONS.has(convert)) return [];
  const name = typeof key!['value'] === 'string' ? `'${key!['value']}'` : 'key';
  return [
    {
      code: 'PH713',
      cause: `it gives ${holder.text}.get() the function ${convert} as its fallback`,
      cure: `The fallback comes first: ${holder.text}.get(${name}, undefined, ${convert}).`,
    },
  ];
}

const CONVERSIONS: ReadonlySet<string> = new Set([...CONVERTERS].map(({ name }) => name));

/** `(key, Number)`, and none behind a fallback. */
const CONVERTED = new RegExp(`\\(\\s*[^,]+,\\s*(?:${[...CONVERSIONS].join('|')})\\s*\\)`);

/** `Object.keys(request.args)`, `Object.assign({}, session)` */
function listed(call: Source, owned: Ask): Habit[] {
  const callee = call['callee'] as Source;
  if ((callee['object'] as Source | undefined)?.['name'] !== 'Object') return [];
  const name = memberNamed(callee) ?? '';
  if (!LISTING.has(name)) return [];
  return (call['arguments'] as Source[])
    .slice(name === 'assign' ? 1 : 0)
    .flatMap((one) => takenFor(owned(one), `gives Object.${name}()`, 'toObject'));
}

const LISTING = new Set(['keys', 'values', 'entries', 'assign']);

/** `{ ...request.args }`, `'userId' in session`, `for (const key in request.form)` */
function takenForObject(node: Source, owned: Ask): Habit[] {
  if (node.type === 'ObjectExpression')
    return (node['properties'] as Source[])
      .filter(({ type }) => type === 'SpreadElement')
      .flatMap((one) => takenFor(owned(one['argument']), 'spreads', 'toObject'));
  if (node.type === 'ForInStatement') return takenFor(owned(node['right']), 'goes through the members of', 'keys');
  if (node.type !== 'BinaryExpression' || node['operator'] !== 'in') return [];
  const { value } = node['left'] as { value?: unknown };
  const isKey = typeof value !== 'string' || isStrange(MultiDict, value);
  return isKey ? takenFor(owned(node['right']), 'looks for a key among the members of', 'has') : [];
}

function takenFor(owned: Owned | undefined, what: string, instead: 'toObject' | 'keys' | 'has'): Habit[] {
  if (owned === undefined || owned.owner === Request || owned.owner === Response) return [];
  const { owner, text } = owned;
  const cure = `Write ${text}.${instead}(${instead === 'has' ? 'key' : ''}).`;
  return [{ code: 'PH707', cause: `it ${what} ${text}, a ${owner.name}, whose keys are no members`, cure }];
}
