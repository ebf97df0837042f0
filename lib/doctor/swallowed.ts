import {
  calledBy,
  declaredIn,
  functionOf,
  isNode,
  isNoFunction,
  memberOf,
  nameOfKey,
  nodesWithin,
  type Source,
} from '../plain/syntax.js';

/** What ends a request by an error that a `catch` around it takes: `abort` or `redirect`. */
export function swallowed(method: unknown): string | undefined {
  const source = String(method);
  if (!TRIES.test(source)) return undefined;
  const nodes = nodesWithin(functionOf(source));
  const own = declaredIn(nodes);
  const tries = nodes.filter(({ type }) => type === 'TryStatement');
  return tries
    .filter((one) => one['handler'] != null && !looksAtError(one['handler'] as Source))
    .flatMap((one) => thrownIn(one['block'] as Source))
    .map(enderIn)
    .find((name) => name !== undefined && !own.has(name.replace(/^new |\(\)$/g, '')));
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
  const param = handler['param'] as Source | null;
  const body = handler['body'] as Source;
  const goesOn = (node: Source): boolean =>
    node.type === 'ThrowStatement' || ['abort', 'redirect'].includes(calledBy(node) ?? '');
  if (nodesWithin(body).some(goesOn)) return true;
  if (param === null) return false;
  if (param.type === 'Identifier') return uses(body, param['name']);
  return nodesWithin(param).some((node) => node.type === 'Property' && TELLING.has(nameOfKey(node['key']) ?? ''));
}

/** Whether code uses the error itself, and not only its text. */
function uses(node: Source, name: unknown): boolean {
  if (node.type === 'Identifier') return node['name'] === name;
  return partsOf(node).some((part) => uses(part, name));
}

/** What of a node may be the error. A member of it, as in `error.message`, is not, nor is a key. */
function partsOf(node: Source): Source[] {
  if (node.type === 'TemplateLiteral' || (node.type === 'CallExpression' && isLog(node['callee'] as Source))) return [];
  const isFixed = node['computed'] !== true;
  if (node.type === 'MemberExpression') {
    const object = node['object'] as Source;
    const isText = object.type === 'Identifier' && !TELLING.has(memberOf(node) ?? '');
    return [...(isText ? [] : [object]), ...(isFixed ? [] : [node['property'] as Source])];
  }
  if (node.type === 'Property' && isFixed) return [node['value'] as Source];
  return Object.values(node).flat().filter(isNode);
}

/** What tells an `Abort` from other errors. */
const TELLING = new Set(['status', 'statusCode', 'title', 'name', 'constructor']);

/** `console.error(error)`, `request.log.warn(error)`. */
function isLog(callee: Source): boolean {
  const owner = callee['object'] as Source | undefined;
  const name = (owner?.['property'] as Source | undefined)?.['name'] ?? owner?.['name'];
  return typeof name === 'string' && /^(?:console|log|logger)$/.test(name);
}
