import { MultiDict } from '../forms/multi-dict.js';
import { cureOfMember, hasGetter } from '../plain/strangers.js';
import { Request } from '../request/request.js';
import { Response } from '../response/response.js';
import { Session } from '../session/session.js';
import { isNode, nameOfKey, type Source } from '../plain/syntax.js';

// What is known of an expression in a handler's source: that it is a request, a response, a session, or one of their dictionaries.

export type Owner = typeof Request | typeof Response | typeof Session | typeof MultiDict;

export const OWNERS: readonly Owner[] = [Request, Response, Session];

const DICTIONARIES = new Set(['args', 'form', 'values', 'cookies', 'headers', 'files']);

/** What a member is that is a dictionary. */
export function dictionaryAt(owner: Owner, name: string): Owner | undefined {
  if (owner !== Request) return undefined;
  return name === 'session' ? Session : DICTIONARIES.has(name) ? MultiDict : undefined;
}

/** Whether a class has no such member: of requests and responses, only those that others have are known. */
export function isStrange(owner: Owner, name: string): boolean {
  if (owner === Request || owner === Response) return cureOfMember(owner, name) !== undefined;
  return !(name in owner.prototype) && !OWN_FIELDS.has(name);
}

export const OWN_FIELDS: ReadonlySet<string> = new Set(['isNew']);

/** Whether it is something else than a function, though functions of that name are called elsewhere. */
export function isValue(owner: Owner, name: string): boolean {
  return cureOfMember(owner, name) === undefined && hasGetter(owner.prototype, name);
}

export interface Owned {
  owner: Owner;
  /** As it is written: `request.args`. */
  text: string;
}

/** What is known of an expression: `request`, or `request.args`. */
export function ownedBy(value: unknown, known: ReadonlyMap<string, Owner>): Owned | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'ChainExpression') return ownedBy(value['expression'], known);
  if (value.type === 'Identifier') {
    const text = String(value['name']);
    const owner = known.get(text);
    return owner && { owner, text };
  }
  const outer = value.type === 'MemberExpression' ? ownedBy(value['object'], known) : undefined;
  const name = outer && memberNamed(value);
  const owner = name === undefined ? undefined : dictionaryAt(outer!.owner, name);
  return owner && { owner, text: `${outer!.text}.${name}` };
}

/** Undefined for one that is worked out: `args[name]`. */
export function memberNamed(node: Source): string | undefined {
  const key = node['property'] as Source;
  return node['computed'] === true && key.type !== 'Literal' ? undefined : nameOfKey(key);
}
