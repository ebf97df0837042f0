import { lineage, type Class } from '../classes/metadata.js';
import { memberOf, nodesWithin, sharesThis, statementsOf, type Source } from '../plain/syntax.js';

// Other frameworks fill the fields of a controller. Here nobody does, and the first request finds undefined.

/** The field that a method goes on from, `this.store.all()`, and that nothing sets: no constructor, field or method. */
export function fieldNeverSet(method: unknown, type: Class, instance: object | undefined): string | undefined {
  const source = String(method);
  const names = [...source.matchAll(GONE_ON_FROM)].map(([, name = '']) => name);
  const unset = names.filter((name) => !isThere(name, type, instance) && !mayBeSet(name, type));
  if (unset.length === 0) return undefined;
  const read = readIn(source);
  return unset.find((name) => read.has(name));
}

/** `this.store.all(...)`; `this.store?.all()` knows that there may be none. */
const GONE_ON_FROM = /\bthis\.(\w+)\s*\.\s*\w+/g;

function isThere(name: string, type: Class, instance: object | undefined): boolean {
  const object = instance as Record<string, unknown> | undefined;
  return name in type.prototype || object?.[name] !== undefined;
}

/** Whether any of its classes names it where it may be set, or gives itself away to be filled. */
function mayBeSet(name: string, type: Class): boolean {
  const assigned = [
    new RegExp(`\\b${name}['"]?\\]?\\s*(?:[-+*/%&|^?<>]{0,3}=(?![=>])|\\+\\+|--)`),
    new RegExp(`(?:\\+\\+|--)this\\.${name}\\b`),
    new RegExp(`\\b_define_?[pP]roperty\\w*\\(this, ["']${name}["'], (?!void 0)`),
  ];
  return lineage(type)
    .map(String)
    .some((source) => assigned.some((one) => one.test(source)) || GIVEN_AWAY.test(source.replace(LOWERED, '')));
}

/** `Object.assign(this, ...)`, `fill(this)`, `this[name] = value`, `[this.a, this.b] = pair`, and classes of Node's own. */
const GIVEN_AWAY = /[(,]\s*this\s*[,)]|\bthis\s*\[|[\]}]\s*=(?!=)|\[native code\]/;

/** How compilers write fields and private methods for an older JavaScript: `_defineProperty(this, "store", void 0)`. */
const LOWERED = /\b_(?:define|class|assert|check)\w*\((?:_\w+, )?this\b|\)\.call\(this\b/g;

/** A function within has a `this` of its own. */
function readIn(source: string): Set<string | undefined> {
  const statements = statementsOf(source)?.filter(sharesThis) ?? [];
  const nodes = statements
    .flatMap((one) => nodesWithin(one, sharesThis))
    .filter(({ type }) => type === 'MemberExpression');
  const held = nodes.map((one) => one['object'] as Source).filter((one) => one['object'] !== undefined);
  return new Set(held.filter((one) => (one['object'] as Source).type === 'ThisExpression').map(memberOf));
}
