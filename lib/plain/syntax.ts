import { createRequire } from 'node:module';

import type * as Acorn from 'acorn';

// How sources are read: acorn, the parser, is loaded for the first of them.

/** A piece of a source, with the members that its type has. */
export type Source = Acorn.Node & Record<string, unknown>;

/** A text as a module; undefined when acorn cannot read it. */
export function parse(text: string): Source | undefined {
  try {
    return loadAcorn().parse(text, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Source;
  } catch {
    return undefined;
  }
}

/** `bundle.mjs` writes a `require()` here, which bundlers follow. */
function loadAcorn(): typeof Acorn {
  return createRequire(import.meta.url)('acorn') as typeof Acorn;
}

/** A node and all below it that are followed. */
export function nodesWithin(node: Source | undefined, follows: (value: Source) => boolean = isNode): Source[] {
  if (node === undefined) return [];
  const below = Object.values(node).flat().filter(isNode).filter(follows);
  return [node, ...below.flatMap((one) => nodesWithin(one, follows))];
}

/** Whether a member of a node is a node. */
export function isNode(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Source>).type === 'string';
}

/** The name of a member, `#name` for a private one; undefined for one that is worked out. */
export function nameOfKey(key: unknown): string | undefined {
  const { name, value, type } = (key ?? {}) as { name?: string; value?: unknown; type?: string };
  return type === 'PrivateIdentifier' ? `#${name}` : (name ?? (typeof value === 'string' ? value : undefined));
}

/** The statements of a method; undefined when acorn cannot read it. */
export function statementsOf(source: string): Source[] | undefined {
  return (functionOf(source)?.['body'] as { body: Source[] } | undefined)?.body;
}

/** A method as a function, with its parameters. */
export function functionOf(source: string): Source | undefined {
  const privates = [...new Set(source.match(/#[A-Za-z_$][\w$]*/g))].map((name) => `${name};`).join(' ');
  const parsed = parse(`class Read { ${privates}\n${source}\n}`);
  const method = nodesWithin(parsed).find(({ type }) => type === 'MethodDefinition');
  return method?.['value'] as Source | undefined;
}

/** The names that functions within some code, or its own variables, give to something else. */
export function declaredIn(nodes: readonly Source[]): ReadonlySet<unknown> {
  const targets = nodes.flatMap((node) => [node['params'], node['id'], node['param']].flat()).filter(isNode);
  return new Set(targets.flatMap((one) => nodesWithin(one)).map((one) => one['name']));
}

/** What a method does itself, and no function within it. */
export function ownNodes(source: string): Source[] {
  const statements = statementsOf(source)?.filter(isNoFunction) ?? [];
  return statements.flatMap((one) => nodesWithin(one, isNoFunction));
}

/** Whether a node is part of the function that it stands in. */
export function isNoFunction({ type }: Source): boolean {
  return !FUNCTIONS.has(type);
}

const FUNCTIONS = new Set([
  ...['FunctionExpression', 'FunctionDeclaration', 'ArrowFunctionExpression'],
  ...['ClassExpression', 'ClassDeclaration'],
]);

/** An arrow function has the `this` of the method that it stands in. */
export function sharesThis({ type }: Source): boolean {
  return !['FunctionExpression', 'FunctionDeclaration', 'ClassExpression', 'ClassDeclaration'].includes(type);
}

/** What a call calls: `render`, also as `(0, phial.render)`, or `this.refuse`. Undefined for anything else. */
export function calledBy(call: Source | undefined): string | undefined {
  const callee = (call?.['callee'] ?? call?.['tag']) as Source | undefined;
  if (callee?.type === 'SequenceExpression') return memberOf((callee['expressions'] as Source[]).at(-1));
  if (callee?.type === 'MemberExpression' && (callee['object'] as Source).type === 'ThisExpression')
    return `this.${memberOf(callee)}`;
  return callee?.type === 'Identifier' ? String(callee['name']) : undefined;
}

/** The name of the member that an expression asks for. */
export function memberOf(expression: Source | undefined): string | undefined {
  return nameOfKey(expression?.['property']);
}
