import { MultiDict } from '../forms/multi-dict.js';
import { inputReaderOf } from '../input/input.js';
import { Request } from '../request/request.js';
import { ownedBy, type Owner } from './owners.js';
import { isNode, memberOf, nodesWithin, statementsOf, type Source } from '../plain/syntax.js';

// An uploaded file is moved by `save()`, which takes time. What nobody waits for fails unseen, or finds the file gone.

/** How a method calls the `save()` of an uploaded file that it does not wait for: `picture.save`. */
export function unawaitedSave(
  method: unknown,
  types: readonly unknown[],
  names: readonly string[],
): string | undefined {
  const source = String(method);
  if (!SAVES.test(source)) return undefined;
  const forms = names.filter((_name, index) => inputReaderOf(types[index])?.kind === 'form');
  if (!source.includes('.files') && forms.length === 0) return undefined;
  const nodes = statementsOf(source)?.flatMap((one) => nodesWithin(one)) ?? [];
  const requests = new Map(
    names.flatMap((name, index): [string, Owner][] => (types[index] === Request ? [[name, Request]] : [])),
  );
  const isFile: IsFile = (value) => isOfFiles(value, requests);
  const files = new Set(nodes.flatMap((node) => namedFiles(node, isFile)));
  return nodes
    .map(savedIn)
    .filter((one) => one !== undefined)
    .map((one) => textOf(one, files, forms, isFile))
    .find((one) => one !== undefined);
}

type IsFile = (value: unknown) => boolean;

const SAVES = /\.save\s*\(/;

/** What `x.save()` is called of, where that is a statement. */
function savedIn({ type, expression }: Source): Source | undefined {
  if (type !== 'ExpressionStatement') return undefined;
  const inner = expression as Source;
  const call = inner.type === 'ChainExpression' ? (inner['expression'] as Source) : inner;
  const callee = call.type === 'CallExpression' ? (call['callee'] as Source) : undefined;
  return callee !== undefined && memberOf(callee) === 'save' ? (callee['object'] as Source) : undefined;
}

/** `request.files.require('picture').save`, `picture.save` or `upload.picture.save`. */
function textOf(
  saved: Source,
  files: ReadonlySet<unknown>,
  forms: readonly string[],
  isFile: IsFile,
): string | undefined {
  if (isFile(saved)) return `request.files.${memberOf(saved['callee'] as Source)}(...).save`;
  if (saved.type === 'Identifier') return files.has(saved['name']) ? `${String(saved['name'])}.save` : undefined;
  const holder = saved.type === 'MemberExpression' ? (saved['object'] as Source)['name'] : undefined;
  return forms.includes(String(holder)) ? `${String(holder)}.${memberOf(saved)}.save` : undefined;
}

/** The names that a declaration or a loop gives to uploaded files. */
function namedFiles(node: Source, isFile: IsFile): unknown[] {
  if (node.type === 'VariableDeclarator') return isFile(node['init']) ? [(node['id'] as Source)['name']] : [];
  if (node.type !== 'ForOfStatement' || !isFile(node['right'])) return [];
  return nodesWithin(node['left'] as Source).map((one) => one['name']);
}

/** `request.files.get('picture')`, and nothing of what a service has of that name. */
function isOfFiles(value: unknown, requests: ReadonlyMap<string, Owner>): boolean {
  if (!isNode(value)) return false;
  if (value.type === 'ChainExpression') return isOfFiles(value['expression'], requests);
  if (value.type === 'LogicalExpression') return isOfFiles(value['left'], requests);
  const callee = value.type === 'CallExpression' ? (value['callee'] as Source) : undefined;
  const held = callee?.['object'] as Source | undefined;
  return memberOf(held) === 'files' && ownedBy(held, requests)?.owner === MultiDict;
}
