import { calledBy, functionOf, isNoFunction, memberOf, nodesWithin, type Source } from './syntax.js';

/** What ends a request by an error that a `catch` around it takes: `abort` or `redirect`. */
export function swallowed(method: unknown): string | undefined {
  const source = String(method);
  if (!TRIES.test(source)) return undefined;
  const tries = nodesWithin(functionOf(source)).filter(({ type }) => type === 'TryStatement');
  return tries
    .filter((one) => one['handler'] != null && !looksAtError(one['handler'] as Source))
    .flatMap((one) => thrownIn(one['block'] as Source))
    .map(enderIn)
    .find((name) => name !== undefined);
}

const TRIES = /\btry\s*\{[^]*\b(?:abort|redirect|Abort|Redirect)\)?\s*\([^]*\bcatch\b/;

/** What a block does itself; another `try` in it takes its own errors. */
function thrownIn(block: Source): Source[] {
  return nodesWithin(block, (one) => isNoFunction(one) && !(one.type === 'TryStatement' && one['handler'] != null));
}

/** `abort(404)`, `redirect('/')`, or `throw new Abort(404)`. */
function enderIn(node: Source): string | undefined {
  if (node.type === 'CallExpression') {
    const name = calledBy(node);
    return name === 'abort' || name === 'redirect' ? `${name}()` : undefined;
  }
  const thrown = node.type === 'ThrowStatement' ? (node['argument'] as Source) : undefined;
  const name = thrown?.type === 'NewExpression' ? calledBy(thrown) : undefined;
  return name === 'Abort' || name === 'Redirect' ? `new ${name}()` : undefined;
}

/** Whether a `catch` goes on with the error: throws, asks of what class it is, or gives it to something else than a log. */
function looksAtError(handler: Source): boolean {
  const name = (handler['param'] as Source | null)?.['name'];
  const nodes = nodesWithin(handler['body'] as Source);
  return nodes.some(
    (node) =>
      node.type === 'ThrowStatement' ||
      ['abort', 'redirect'].includes(calledBy(node) ?? '') ||
      (name !== undefined && passesOn(node, name)),
  );
}

function passesOn(node: Source, name: unknown): boolean {
  const isError = (one: unknown): boolean => (one as Source | null)?.['name'] === name;
  if (node.type === 'CallExpression')
    return !isLog(node['callee'] as Source) && asList(node['arguments']).some(isError);
  if (node.type === 'MemberExpression' && STATUSES.has(memberOf(node) ?? '')) return isError(node['object']);
  return (PASSING[node.type] ?? []).some((part) => isError(node[part]));
}

function asList(value: unknown): unknown[] {
  return value as unknown[];
}

/** What tells an `Abort` from other errors. */
const STATUSES = new Set(['status', 'statusCode', 'name', 'constructor']);

/** Where the error itself may go. A member of it, as in `error.message`, is not the error. */
const PASSING: Partial<Record<string, readonly string[]>> = {
  ReturnStatement: ['argument'],
  AssignmentExpression: ['right'],
  VariableDeclarator: ['init'],
  BinaryExpression: ['left'],
  ConditionalExpression: ['consequent', 'alternate'],
  SwitchStatement: ['discriminant'],
};

/** `console.error(error)`, `request.log.warn(error)`. */
function isLog(callee: Source): boolean {
  const owner = callee['object'] as Source | undefined;
  const name = (owner?.['property'] as Source | undefined)?.['name'] ?? owner?.['name'];
  return typeof name === 'string' && /^(?:console|log|logger)$/.test(name);
}
