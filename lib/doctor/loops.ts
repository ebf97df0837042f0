import { memberOf, nodesWithin, statementsOf, type Source } from '../plain/syntax.js';

/** Whether a method gives `forEach()` an async function: nobody waits for that, and what it throws ends the process. */
export function unawaitedLoop(method: unknown): boolean {
  const source = String(method);
  if (!LOOPS.test(source)) return false;
  const nodes = statementsOf(source)?.flatMap((one) => nodesWithin(one)) ?? [];
  return nodes.some((node) => node.type === 'CallExpression' && isLoop(node));
}

const LOOPS = /\.forEach\(\s*async\b/;

function isLoop(call: Source): boolean {
  const [given] = call['arguments'] as (Source | undefined)[];
  return memberOf(call['callee'] as Source) === 'forEach' && given?.['async'] === true && !catchesAll(given);
}

/** One that catches what it throws may be meant so. */
function catchesAll(given: Source): boolean {
  const { body } = given['body'] as { body?: Source[] };
  return Array.isArray(body) && body.every(({ type }) => type === 'TryStatement');
}
