import { nodesWithin, parse, type Source } from '../plain/syntax.js';
import { lineage, ownRecord, reflectedTypes, type Class, type Mark } from './metadata.js';

/** What is known of the parameters of a method or constructor. */
export interface Signature {
  /** `Notes.show`, or `Notes` for a constructor. */
  who: string;
  /** The types in order; undefined when nobody wrote them down. */
  types: readonly unknown[] | undefined;
  /** How many parameters the source has, as far as JavaScript tells. */
  length: number;
  /** The names in the source, as far as they can be read. */
  names: readonly string[];
  /** The base class that a constructor is inherited from. */
  base?: string;
  /** The class of errors that an error handler is for, where nothing but its decorator tells that it is one. */
  handled?: Class;
  /** The method that this one overrides without a decorator, by whose types it is called. */
  overridden?: Overridden;
}

/** A method with decorators, and the override of it that has none. */
export interface Overridden {
  /** `Pages.index` */
  who: string;
  names: readonly string[];
  /** What its decorators wrote down. */
  marks: readonly Mark[];
  /** `AdminPages.index`, in the class that it stands in. */
  by: string;
  /** Whether the override calls what it overrides, with what that declares. */
  goesOn: boolean;
}

/** A method's parameters. */
export function methodSignature(who: string, method: unknown, types: readonly unknown[] | undefined): Signature {
  if (typeof method !== 'function') return { who, types, names: [], length: 0 };
  const names = parameterNames(String(method));
  return { who, types, names, length: countParameters(method, names) };
}

/** A constructor's parameters: `static inject` says them where no compiler does. */
export function constructorSignature(type: Class): Signature {
  const bases = lineage(type).slice(0, -1).reverse();
  const holder = [type, ...bases.filter(isWritten)].find(hasConstructor) ?? type;
  const names = parameterNames(constructorSource(holder));
  return {
    who: nameOf(type),
    names,
    length: countParameters(holder, names),
    types: listed(holder) ?? reflectedTypes(holder),
    ...(holder !== type && { base: nameOf(holder) }),
  };
}

/** Not one of Node's, which are functions, EventEmitter for instance: what they take are options. */
function isWritten(base: Class): boolean {
  return listed(base) !== undefined || reflectedTypes(base) !== undefined || /^class\b/.test(String(base));
}

/** A class without a constructor of its own has its base class's, and so its types. */
function hasConstructor(type: Class): boolean {
  if (listed(type) !== undefined || reflectedTypes(type) !== undefined || type.length > 0) return true;
  const source = constructorSource(type);
  // Compilers write this one for a class with fields: constructor() { super(...arguments); ... }
  return source !== '' && !/^\([^)]*\)\s*\{\s*super\(\s*\.\.\./.test(source);
}

/** From the bracket before its first parameter on. */
function constructorSource(type: Class): string {
  const source = String(type);
  const plain = source.replace(COMMENTS_AND_STRINGS, '');
  const [first, ...others] = plain.matchAll(CONSTRUCTOR);
  if (first === undefined) return '';
  const found = plain.slice(first.index + first[0].length);
  // Only fields stand before it; or else what takes parameters has a constructor, and there is one alone.
  if (plain.slice(0, first.index).split('{').length === 2) return found;
  if (others.length === 0 && (type.length > 0 || reflectedTypes(type) !== undefined)) return found;
  return ownConstructor(source) ?? found;
}

const CONSTRUCTOR = /(?<![\w$.#])constructor\s*(?=\()/g;

/** That of the class itself, and of no class or object in its methods. Undefined when acorn cannot read it. */
function ownConstructor(source: string): string | undefined {
  const type = nodesWithin(parse(`(${source})`)).find((node) => node.type === 'ClassExpression');
  if (type === undefined) return undefined;
  const own = (type['body'] as { body: Source[] }).body.find(({ kind }) => kind === 'constructor');
  // The bracket that was put before it counts.
  return own === undefined ? '' : source.slice((own['value'] as Source).start - 1);
}

function listed(type: Class): unknown[] | undefined {
  const types = Object.hasOwn(type, 'inject') ? (type as { inject?: unknown }).inject : undefined;
  return Array.isArray(types) ? types : undefined;
}

/** The name of a class, for messages. */
export function nameOf(type: Class): string {
  const { name } = namedBy(type);
  return name === '' ? 'A class without a name' : name;
}

/** The class that gives one its name: of one without, which a decorator may have put in its place, the controller that it extends. */
export function namedBy(type: Class): Class {
  const isNamed = (one: Class): boolean => one.name !== '' && ownRecord(one)?.prefix !== undefined;
  return type.name === '' ? (lineage(type).findLast(isNamed) ?? type) : type;
}

/** A function's `length` stops at the first parameter with a default. Rest parameters do not count. */
function countParameters({ length }: { length: number }, names: readonly string[]): number {
  return Math.max(length, names.filter((name) => !name.startsWith('...')).length);
}

const COMMENTS_AND_STRINGS = /\/\*[^]*?\*\/|\/\/.*|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/g;

/**
 * The names of a function's parameters, read from its source: for messages, and to find variables in another order.
 * Empty for one that has no name of its own, `...ids` for a rest parameter.
 */
function parameterNames(source: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let piece = '';
  for (const character of source.slice(Math.max(0, source.indexOf('('))).replace(COMMENTS_AND_STRINGS, '')) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (depth === 0 || (depth === 1 && character === ',')) {
      names.push(piece);
      piece = '';
      if (depth === 0) break;
    } else if (depth > 1 || character !== '(') {
      piece += character;
    }
  }
  return names
    .map((text) => /^\s*((?:\.\.\.)?[\w$]+)/.exec(text)?.[1] ?? '')
    .filter((name, index, all) => name !== '' || index < all.length - 1);
}
