import { calledBy, functionOf, isNode, memberOf, nodesWithin, type Source } from '../plain/syntax.js';

// A response that is made for its cookie or its headers, and goes nowhere; a redirect or an abort that is made and not thrown.

/** What is made and left lying. */
export interface Dropped {
  /** `new Response` */
  made: string;
  /** Whether it is for a `throw`: `new Redirect('/login')`. */
  isThrown: boolean;
}

/** What a method makes that is neither returned, thrown nor given to anything. */
export function dropped(method: unknown): Dropped | undefined {
  const source = String(method);
  if (!mayDrop(source)) return undefined;
  const nodes = nodesWithin(functionOf(source)?.['body'] as Source | undefined);
  const made = statementsLeft(nodes) ?? variablesLeft(nodes);
  return made === undefined ? undefined : { made, isThrown: made !== 'new Response' && made !== 'makeResponse' };
}

const NEW = String.raw`new\s+(?:[\w$]+\.)?(?:Response|Redirect|Abort)\b`;
const CALLED = String.raw`(?:\(0,\s*[\w$]+\.)?\bmakeResponse\)?\s*\(`;
const STATEMENT = new RegExp(String.raw`[{};)\n]\s*(?:${NEW}|${CALLED})`);
const VARIABLE = new RegExp(String.raw`([\w$]+)\s*=\s*(?:${NEW}|${CALLED})`, 'g');

/** Whether the text has one, as far as an expression can tell: most that are named are returned by their name. */
function mayDrop(source: string): boolean {
  if (STATEMENT.test(source)) return true;
  const names = [...source.matchAll(VARIABLE)].map(([, name]) => name!.replaceAll('$', '\\$'));
  return names.some((name) => !new RegExp(`\\b(?:return|throw)\\s+${name}\\s*(?:;|\\n|\\}|$)`).test(source));
}

/** `new Response().setCookie('seen', '1');` */
function statementsLeft(nodes: readonly Source[]): string | undefined {
  return nodes
    .filter(({ type }) => type === 'ExpressionStatement')
    .map((one) => madeIn(rootOf(one['expression'] as Source)))
    .find((one) => one !== undefined);
}

/** `const response = new Response();` of which each use is one that changes it. */
function variablesLeft(nodes: readonly Source[]): string | undefined {
  const changes = new Set(nodes.filter(({ type }) => type === 'ExpressionStatement').map(changedIn));
  const named = (name: unknown): Source[] =>
    nodes.filter((node) => node.type === 'Identifier' && node['name'] === name);
  return nodes
    .filter(({ type, id }) => type === 'VariableDeclarator' && (id as Source).type === 'Identifier')
    .filter(({ id }) => named((id as Source)['name']).every((one) => one === id || changes.has(one)))
    .map((one) => madeIn(one['init'] as Source | null))
    .find((one) => one !== undefined);
}

/** What a statement changes: `response`, of `response.headers.set(...)` and of `response.status = 201`. */
function changedIn(statement: Source): Source | undefined {
  const expression = statement['expression'] as Source;
  const target = expression.type === 'AssignmentExpression' ? (expression['left'] as Source) : expression;
  const root = rootOf(target);
  return root === target ? undefined : root;
}

/** Of what a chain of members and calls begins with. */
function rootOf(expression: Source): Source {
  const below = expression['object'] ?? (expression.type === 'CallExpression' ? innerOf(expression) : undefined);
  return isNode(below) ? rootOf(below) : expression;
}

function innerOf(call: Source): unknown {
  const callee = call['callee'] as Source;
  return callee.type === 'MemberExpression' ? callee : undefined;
}

/** `new Response`, also as `new phial.Response`, or `makeResponse`. */
function madeIn(value: Source | null): string | undefined {
  if (value?.type === 'CallExpression') return calledBy(value) === 'makeResponse' ? 'makeResponse' : undefined;
  if (value?.type !== 'NewExpression') return undefined;
  const name = calledBy(value) ?? memberOf(value['callee'] as Source);
  return ['Response', 'Redirect', 'Abort'].includes(name ?? '') ? `new ${name}` : undefined;
}
