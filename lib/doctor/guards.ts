import { lineage, type Class } from '../classes/metadata.js';
import { functionOf, isNode, memberOf, nameOfKey, nodesWithin, ownNodes, parse, type Source } from '../plain/syntax.js';

// A guard is an async method that may refuse the request. Called without `await`, its error comes too late.

/** The methods of services that are guards, but for those whose name another service has for something else. */
export function guardsOf(services: readonly Class[]): ReadonlySet<string> {
  const methods = services.flatMap(methodsOf);
  const others = new Set(methods.filter(([, method]) => !refusesLater(method)).map(([name]) => name));
  return new Set(methods.map(([name]) => name).filter((name) => !others.has(name)));
}

function methodsOf(type: Class): [string, unknown][] {
  const own = lineage(type).flatMap(({ prototype }) => Object.entries(Object.getOwnPropertyDescriptors(prototype)));
  return own.map(([name, { value }]) => [name, value]);
}

/** The guard that a method does not wait for: `this.guard`, `this.#guard`, or one of `guards`, of a field or parameter. */
export function unawaitedGuard(method: unknown, prototype: object, guards: ReadonlySet<string>): string | undefined {
  const source = String(method);
  if (!mayLeaveGuard(source, prototype, guards)) return undefined;
  const parameters = (functionOf(source)?.['params'] as Source[] | undefined)?.map((one) => one['name']) ?? [];
  const callees = ownNodes(source)
    .filter(({ type }) => type === 'ExpressionStatement')
    .map((node) => (node['expression'] as Source)['callee'])
    .filter(isNode);
  return callees
    .map((callee): [string | undefined, string] => [holderOf(callee), memberOf(callee) ?? ''])
    .filter(([holder, name]) =>
      holder === 'this'
        ? refusesLater(ownMethod(name, prototype))
        : guards.has(name) && (holder?.startsWith('this.') === true || parameters.includes(holder)),
    )
    .map(([holder, name]) => `${holder}.${name}`)[0];
}

/** Whether the text has a call that is a statement, of one of its own methods that refuses later, or of a guard. */
function mayLeaveGuard(source: string, prototype: object, guards: ReadonlySet<string>): boolean {
  const own = [...source.matchAll(OWN_CALLS)].map(([, name]) => name!);
  if (own.some((name) => mayRefuseLater(name, prototype))) return true;
  return [...guards].some((name) => source.includes(`.${name}(`));
}

const OWN_CALLS = /(?<=[{};)\n]\s*)this\.(#?[\w$]+)\s*\(/g;

function mayRefuseLater(name: string, prototype: object): boolean {
  return name.startsWith('#')
    ? new RegExp(`\\basync\\s*${name.replaceAll('$', '\\$')}\\s*\\(`).test(String(prototype.constructor))
    : refusesLater(ownMethod(name, prototype));
}

/** `this`, `this.users` or `users`. */
function holderOf(callee: Source): string | undefined {
  const object = callee['object'] as Source | undefined;
  if (object?.type === 'ThisExpression') return 'this';
  if (object?.type === 'Identifier') return String(object['name']);
  const isOfThis = (object?.['object'] as Source | undefined)?.type === 'ThisExpression';
  return isOfThis ? `this.${memberOf(object)}` : undefined;
}

/** The text of a method of a class, or of one that it extends. */
function ownMethod(name: string, prototype: object): unknown {
  const classes = lineage(prototype.constructor as Class).reverse();
  if (name.startsWith('#')) return privateMethod(name, String(prototype.constructor));
  const owner = classes.find((one) => Object.hasOwn(one.prototype, name));
  return owner && Object.getOwnPropertyDescriptor(owner.prototype, name)?.value;
}

/** Nothing but the text of its class has it. */
function privateMethod(name: string, source: string): unknown {
  const methods = nodesWithin(parse(`(${source})`)).filter(({ type }) => type === 'MethodDefinition');
  const found = methods.find(({ key }) => nameOfKey(key) === name);
  // The bracket that was put before it counts.
  return found && source.slice(found.start - 1, found.end - 1);
}

function refusesLater(method: unknown): boolean {
  const source = String(method);
  return /^async\b/.test(source) && (REFUSAL.test(source) || refusesByNamespace(source));
}

/** Also `(0, phial.abort)(404)` and `new phial.Abort(404)`, and no `controller.abort()`. */
const REFUSAL = /(?:(?<![\w$.#])|(?:\(0,|\bnew)\s*[\w$.]+\.|\bphial\w*\.)(?:abort|redirect|Abort|Redirect)\)?\s*\(/;

/** `web.abort(404)`. A name that stands by itself in the source, too, is of a variable or parameter, as an AbortController's. */
function refusesByNamespace(source: string): boolean {
  return [...source.matchAll(BY_NAME)].some(
    ([, name]) => !new RegExp(`(?<![\\w$.])${name!.replaceAll('$', '\\$')}(?![\\w$]|\\s*\\.)`).test(source),
  );
}

const BY_NAME = /(?<![\w$.#])((?!\w*[cC]ontroller\.|ac\.)(?!\d)[\w$]+)\.abort\(\s*[45]\d\d\b/g;
