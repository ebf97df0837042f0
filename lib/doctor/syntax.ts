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
