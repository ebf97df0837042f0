import { methodNamed } from '../plain/member.js';
import {
  calledBy,
  declaredIn,
  functionOf,
  isNode,
  memberOf,
  nameOfKey,
  nodesWithin,
  ownNodes,
  sharesThis,
  statementsOf,
  type Source,
} from '../plain/syntax.js';

// What the source of a method says that no type does: a handler that returns nothing, a response that is made and not
// returned, a password that is taken for right because nobody waited, and a controller's field that is set by a request.
// Each begins with a cheap look at the text; acorn, the parser, is loaded for what that cannot tell, and so for hardly any
// app that is right.

/** What calls of these make is a response, and nothing when it is not returned. */
export const MAKERS = ['render', 'sendFile', 'eventStream', 'makeResponse', 'html'];

/** Whether a handler has no way to answer: neither `return` nor `throw`, nor a call of something that may throw. */
export function givesNothing(method: unknown, prototype: object): boolean {
  const source = String(method);
  // A generator gives an iterator; environ.reply and takeOver() are answers by hand.
  if (/\b(?:throw|environ|takeOver)\b|\b(?:abort|redirect)\s*\(|\[native code\]|^(?:async\s*)?\*/.test(source))
    return false;
  if (isConcise(source)) return false;
  if (/\breturn\b/.test(source)) return returnsToCallback(source);
  return !endsOf(statementsOf(source)?.at(-1)).every((end) => goesOnForEver(end) || mayThrow(calleeOf(end), prototype));
}

/** Whether it is `(...given) => original(...given)`, which a decorator has put in a method's place: that returns. */
function isConcise(source: string): boolean {
  return /^(?:async\b\s*)?(?:\w+|\([^]*?\))\s*=>\s*[^\s{]/.test(source);
}

/** `fs.readFile(path, (error, text) => { return text; });`, whose caller is not the handler's. */
function returnsToCallback(source: string): boolean {
  return (
    /\}\s*(?:,[^(){}]*)?\)\s*;?\s*\}\s*$/.test(source) &&
    HAS_FUNCTION.test(source.slice(source.indexOf('{'))) &&
    !ownNodes(source).some(({ type }) => type === 'ReturnStatement')
  );
}

/** A function within a method: none of `if (...) {`, and mostly not there where all that ends is `render('page', { title })`. */
const HAS_FUNCTION = /=>|\bfunction\b|(?<!\b(?:if|for|while|switch|catch)\s*)\([^()]*\)\s*\{/;

/** What is told of a handler that gives nothing. */
export function nothingReturned(source: unknown): [cause: string, cure: string] {
  return /\breturn\b/.test(String(source))
    ? [
        'only a function within it returns, and nobody waits for that, so that it gives no response',
        'Return what it gives: await a promise in the place of the callback.',
      ]
    : ['it has neither return nor throw, so that it gives no response', 'Return one.'];
}

/** Whether all that a method returns is written as text, a number or a list. */
export function returnsNameless(method: unknown): boolean {
  const source = String(method);
  if (!/\breturn\s*['"`[\d]/.test(source)) return false;
  const returned = ownNodes(source).filter(({ type }) => type === 'ReturnStatement');
  return returned.every(({ argument }) => isNameless(argument as Source | null));
}

function isNameless(value: Source | null): boolean {
  return value?.type === 'Literal' ? value['value'] !== null : NAMELESS.has(value?.type ?? '');
}

const NAMELESS = new Set(['TemplateLiteral', 'ArrayExpression']);

/** Whether a method is a generator without a `yield`. */
export function yieldsNothing(method: unknown): boolean {
  const source = String(method);
  return /^(?:static\s+)?(?:async\s*)?\*/.test(source) && !/\byield\b/.test(source);
}

/** `while (true)` and `for (;;)`: what stands in it throws, or the client goes. */
function goesOnForEver(statement: Source | undefined): boolean {
  if (statement === undefined || !LOOPS.has(statement.type)) return false;
  const test = statement['test'] as Source | null;
  const isEndless = test === null || Boolean(test['value']);
  return isEndless && !breaksOut(statement['body'] as Source);
}

const LOOPS = new Set(['WhileStatement', 'DoWhileStatement', 'ForStatement']);

/** A `break` of a loop or a switch within is that one's. */
function breaksOut(body: Source): boolean {
  const nodes = [body, ...nodesWithin(body, isOfLoop)];
  const isNamed = (node: Source): boolean => node.type === 'BreakStatement' && node['label'] != null;
  return nodes.some(({ type }) => type === 'BreakStatement') || nodesWithin(body).some(isNamed);
}

function isOfLoop({ type }: Source): boolean {
  return !LOOPS.has(type) && !['ForOfStatement', 'ForInStatement', 'SwitchStatement'].includes(type);
}

/** What is done last, on each way through a statement: of `if (found) this.show(); else this.refuse();` both calls. */
function endsOf(statement: Source | undefined): (Source | undefined)[] {
  const parts = statement === undefined ? [] : (WAYS[statement.type] ?? []).map((part) => statement[part]);
  const ends = parts.flatMap((part) => (Array.isArray(part) ? (part as Source[]).slice(-1) : [part]));
  return ends.length > 0 && ends.every(isNode) ? ends.flatMap(endsOf) : [statement];
}

/** Not those that may be gone past, such as an `if` without `else`. */
const WAYS: Partial<Record<string, readonly string[]>> = {
  BlockStatement: ['body'],
  IfStatement: ['consequent', 'alternate'],
  TryStatement: ['block', 'handler'],
  CatchClause: ['body'],
};

/** What makes a response that is left lying: `render`, called without `return`. */
export function unusedResponse(method: unknown): string | undefined {
  const source = String(method);
  if (!UNUSED.test(source)) return undefined;
  const nodes = nodesWithin(functionOf(source));
  const own = declaredIn(nodes);
  return nodes.map(calleeOf).find((name) => MAKERS.includes(name ?? '') && !own.has(name));
}

/** What is asked, or put into text, before it is known: `!verifyPassword(...)` without `await` is false whatever was typed. */
export function promiseAsked(method: unknown): string | undefined {
  const source = String(method);
  if (!UNAWAITED.test(source)) return undefined;
  const nodes = nodesWithin(functionOf(source));
  const own = declaredIn(nodes);
  const asked = nodes.flatMap((node) => (ASKING[node.type] ?? []).flatMap((key) => node[key] as Source | Source[]));
  return asked.map(calledBy).find((name) => PROMISING.includes(name ?? '') && !own.has(name));
}

/** Phial's functions whose promise is true, and so says nothing. */
const PROMISING = ['verifyPassword', 'hashPassword'];

/** In CommonJS `(0, phial.verifyPassword)`: of another module it is something else. */
const UNAWAITED = new RegExp(
  `(?<!await\\s+(?:\\(0,\\s*[\\w$.]+\\.)?)(?:(?<![.\\w$#])|(?<=phial\\w*\\.))(?:${PROMISING.join('|')})\\)?\\s*\\(`,
);

/** Where a value is looked at. The compiler knows some of them: not `!promise`. */
const ASKING: Partial<Record<string, readonly string[]>> = {
  UnaryExpression: ['argument'],
  LogicalExpression: ['left'],
  BinaryExpression: ['left', 'right'],
  IfStatement: ['test'],
  ConditionalExpression: ['test'],
  TemplateLiteral: ['expressions'],
};

/** The fields of its own object that a method sets. */
export function fieldsSet(method: unknown): string[] {
  const source = String(method);
  if (!SETS_FIELD.test(source)) return loweredFields(source);
  const nodes =
    statementsOf(source)
      ?.filter(sharesThis)
      .flatMap((one) => nodesWithin(one, sharesThis)) ?? [];
  return [
    ...new Set([
      ...nodes.flatMap(targetsOf).flatMap(fieldsIn),
      ...nodes.flatMap(fieldsGiven),
      ...loweredFields(source),
    ]),
  ];
}

/** `this.#user = 1`, as compilers write it for an older JavaScript: `_classPrivateFieldSet(_user, this, 1)`. */
function loweredFields(source: string): string[] {
  const found = [...source.matchAll(LOWERED)].map(([, one, other]) => (one ?? other)!.replace(/^_(?:[A-Z]\w*?_)?/, ''));
  return [...new Set(found)].map((name) => `#${name}`);
}

const LOWERED = /class_?private_?field_?set\w*\(\s*(?:this,\s*(\w+)|(\w+),\s*this\b)/gi;

/** In CommonJS `(0, phial.render)`: of another module it is something else. */
const UNUSED = new RegExp(
  `[{};)\\n]\\s*(?:await\\s+)?(?:\\(0,\\s*\\w*phial\\w*\\.)?(?:${MAKERS.join('|')})\\)?\\s*[(\`]`,
);

/** Something is assigned to `this.name`, perhaps in a list or with others. */
const SETS_FIELD =
  /\bthis\s*(?:\.\s*#?[\w$]+|\[[^\]]+\])\s*(?:=(?![=>])|\+\+|--|(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)=)|(?:\+\+|--|\bdelete|\bfor\s*\()\s*this\b|\.(?:assign|set|defineProperty)\(\s*this\s*,|\bthis\b[^;=]*[\]}]\s*=(?![=>])/;

/** What a statement calls: `render`, also as `(0, phial.render)`, or `this.refuse`. Undefined for anything else. */
function calleeOf(statement: Source | undefined): string | undefined {
  const expression = statement?.['expression'] as Source | undefined;
  return calledBy(expression?.type === 'AwaitExpression' ? (expression['argument'] as Source) : expression);
}

/** A function whose source is not at hand may be one that always throws. */
function mayThrow(callee: string | undefined, prototype: object): boolean {
  if (callee === undefined || MAKERS.includes(callee)) return false;
  if (!callee.startsWith('this.')) return true;
  const own = String(methodNamed(prototype, callee.slice('this.'.length)));
  return callee.startsWith('this.#') || /\bthrow\b|\b(?:abort|redirect)\s*\(/.test(own);
}

/** What a node assigns to. */
function targetsOf(node: Source): Source[] {
  if (node.type === 'AssignmentExpression') return [node['left'] as Source];
  if (node.type === 'UpdateExpression' || node['operator'] === 'delete') return [node['argument'] as Source];
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') return [node['left'] as Source];
  return [];
}

/** The fields that `Object.assign(this, { user })`, `Reflect.set(this, 'user', ...)` and `Object.defineProperty()` set. */
function fieldsGiven(node: Source): string[] {
  if (node.type !== 'CallExpression') return [];
  const callee = node['callee'] as Source;
  const [target, given] = node['arguments'] as Source[];
  const owner = (callee['object'] as Source | undefined)?.['name'];
  if (target?.type !== 'ThisExpression' || !SETTERS.includes(`${String(owner)}.${memberOf(callee)}`)) return [];
  const properties = given?.type === 'ObjectExpression' ? (given['properties'] as Source[]) : [];
  const keys = given?.type === 'Literal' ? [given] : properties.map(({ key }) => key);
  const names = keys.map(nameOfKey);
  return names.filter((name) => name !== undefined);
}

const SETTERS = ['Object.assign', 'Reflect.set', 'Object.defineProperty'];

/** The fields of `this` that a target names: `this.a`, `[this.a, this.b]`, `{ a: this.a }`. */
function fieldsIn(target: Source): string[] {
  if (target.type === 'MemberExpression') {
    const name = (target['object'] as Source).type === 'ThisExpression' ? memberOf(target) : undefined;
    return name === undefined ? [] : [name];
  }
  return PATTERNS.includes(target.type) ? Object.values(target).flat().filter(isNode).flatMap(fieldsIn) : [];
}

const PATTERNS = ['ArrayPattern', 'ObjectPattern', 'Property', 'RestElement', 'AssignmentPattern'];
