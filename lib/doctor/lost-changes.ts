import { Session } from '../session/session.js';
import type { Habit } from './habits.js';
import { memberNamed, type Owned } from './owners.js';
import type { Source } from '../plain/syntax.js';

type Ask = (one: unknown) => Owned | undefined;

/** Whether the text has some, as far as an expression can tell. */
export function mayLoseChange(source: string): boolean {
  return LOSES.test(source);
}

/** `session.get('cart') ?? []`, or `session.get('cart', [])` */
const LOSES = /\.get\([^),]*(?:\)\s*(?:\?\?|\|\|)|,)\s*[[{]/;

/**
 * A list or object that stands for what a session does not have yet, is changed, and never set: `const cart =
 * session.get('cart') ?? []; cart.push(id)`. What a session has is saved with its changes, and so it works once it is there.
 */
export function lostChanges(nodes: readonly Source[], owned: Ask): Habit[] {
  return nodes.flatMap((node) => {
    const started = startedIn(node, owned);
    if (started === undefined || !isChanged(started.name, nodes) || mayBeSet(started, nodes, owned)) return [];
    const { name, key, session } = started;
    return [
      {
        code: 'PH722',
        cause: `it changes '${name}', which is not in the session as long as nothing sets it`,
        cure: `Write ${session}.set('${key}', ${name}).`,
      },
    ];
  });
}

interface Started {
  name: string;
  key: string;
  session: string;
}

function startedIn(node: Source, owned: Ask): Started | undefined {
  const init = node.type === 'VariableDeclarator' ? (node['init'] as Source | null) : null;
  const id = node['id'] as Source;
  if (init == null || id.type !== 'Identifier') return undefined;
  const isEither = init.type === 'LogicalExpression' && init['operator'] !== '&&';
  const call = isEither ? (init['left'] as Source) : init;
  const fresh = isEither ? (init['right'] as Source) : (call['arguments'] as Source[] | undefined)?.[1];
  const session = sessionAsked(call, 'get', owned);
  const key = keyOf(call);
  if (!FRESH.has(fresh?.type ?? '') || session === undefined || typeof key !== 'string') return undefined;
  return { name: String(id['name']), key, session };
}

const FRESH = new Set(['ArrayExpression', 'ObjectExpression']);

function sessionAsked(call: Source, method: string, owned: Ask): string | undefined {
  const callee = call.type === 'CallExpression' ? (call['callee'] as Source) : undefined;
  if (callee?.type !== 'MemberExpression' || memberNamed(callee) !== method) return undefined;
  const holder = owned(callee['object']);
  return holder?.owner === Session ? holder.text : undefined;
}

function keyOf(call: Source): unknown {
  return (call['arguments'] as Source[] | undefined)?.[0]?.['value'];
}

function isChanged(name: string, nodes: readonly Source[]): boolean {
  const isIt = (one: unknown): boolean => (one as Source | undefined)?.['name'] === name;
  return nodes.some((node) => {
    if (node.type === 'AssignmentExpression') return isIt((node['left'] as Source)['object']);
    const callee = node.type === 'CallExpression' ? (node['callee'] as Source) : undefined;
    return callee !== undefined && isIt(callee['object']) && CHANGING.has(memberNamed(callee) ?? '');
  });
}

const CHANGING = new Set(['push', 'unshift', 'splice']);

/** Whether it is set under its key, or one that is worked out; or something else gets the session, or the very list. */
function mayBeSet({ name, key }: Started, nodes: readonly Source[], owned: Ask): boolean {
  return nodes
    .filter(({ type }) => type === 'CallExpression')
    .some((call) => {
      if (sessionAsked(call, 'set', owned) !== undefined) return [key, undefined].includes(keyOf(call) as string);
      const given = call['arguments'] as Source[];
      return given.some((one) => owned(one)?.owner === Session || one['name'] === name);
    });
}
