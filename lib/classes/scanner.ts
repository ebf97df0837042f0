import {
  lineage,
  ownRecord,
  reflectedTypes,
  type Class,
  type Mark,
  type MarkedMethod,
  type RouteOptions,
} from './metadata.js';
import { joinPath, pathVariables } from './path.js';

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
}

/** A method that a decorator stands on. */
export interface ScannedMethod<M extends Mark = Mark> {
  mark: M;
  method: string;
  signature: Signature;
  misplaced: string | undefined;
  isStatic: boolean;
  /** The file and line of the decorator, for `phial routes`. */
  source: string | undefined;
}

type MarkOf<Kind extends Mark['kind']> = Extract<Mark, { kind: Kind }>;

/** A route of a controller. */
export interface Route {
  endpoint: string;
  /** In upper case. */
  methods: readonly string[];
  /** The whole path, prefix included. */
  path: string;
  variables: readonly string[];
  /** `Notes.show` */
  handler: string;
  options: RouteOptions;
  controller: ControllerScan;
  method: ScannedMethod<MarkOf<'route'>>;
}

/** A controller, as the decorators of its class and of its base classes describe it. */
export interface ControllerScan {
  type: Class;
  /** The object, when the user made it. */
  instance: object | undefined;
  name: string;
  prefix: string;
  hasPrefix: boolean;
  signature: Signature;
  routes: Route[];
  methods: ScannedMethod[];
}

/** Whether an entry of `createApp({ controllers })` is one: a class, or an object of a class. */
export function isController(entry: unknown): entry is object {
  if (typeof entry === 'function') return entry.prototype !== undefined;
  const prototype: unknown = typeof entry === 'object' && entry !== null ? Object.getPrototypeOf(entry) : null;
  return prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype;
}

/** Reads what the decorators wrote down of a controller. Types may lie in JavaScript: the doctor looks at what was written. */
export function scanController(entry: object): ControllerScan {
  const isClass = typeof entry === 'function';
  const type = (isClass ? entry : entry.constructor) as Class;
  const prefix =
    lineage(type)
      .map(ownRecord)
      .reverse()
      .find((record) => record?.prefix !== undefined)?.prefix ?? '';
  const controller: ControllerScan = {
    type,
    prefix,
    hasPrefix: String(prefix).replace(/\/+$/, '') !== '',
    instance: isClass ? undefined : entry,
    name: ownRecord(type)?.name ?? controllerName(type),
    signature: constructorSignature(type),
    methods: marksOf(type).map(({ marked, holder }) => scanMethod(type, holder, marked)),
    routes: [],
  };
  controller.routes = ofKind(controller.methods, 'route').map((method) => makeRoute(controller, method));
  return controller;
}

/** The methods with one kind of mark. */
export function ofKind<Kind extends Mark['kind']>(
  methods: readonly ScannedMethod[],
  kind: Kind,
): ScannedMethod<MarkOf<Kind>>[] {
  return methods.filter((method): method is ScannedMethod<MarkOf<Kind>> => method.mark.kind === kind);
}

/** The factories that stand on a class: one is right, and the doctor says so. */
export function factoriesOf(type: Class): ScannedMethod[] {
  const marks = ownRecord(type)?.marks.filter(({ mark }) => mark.kind === 'factory') ?? [];
  return marks.map((marked) => scanMethod(type, type, marked));
}

/** The name of a class, for messages. */
export function nameOf(type: Class): string {
  return type.name === '' ? 'A class without a name' : type.name;
}

/** A constructor's parameters: `static inject` says them where no compiler does. */
function constructorSignature(type: Class): Signature {
  const holder = lineage(type).reverse().find(hasConstructor) ?? type;
  const names = parameterNames(constructorSource(holder));
  return {
    who: nameOf(type),
    names,
    length: countParameters(holder, names),
    types: listed(holder) ?? reflectedTypes(holder),
  };
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
  return /(?<![\w$.#])constructor\s*(\([^]*)/.exec(String(type).replace(COMMENTS_AND_STRINGS, ''))?.[1] ?? '';
}

function listed(type: Class): unknown[] | undefined {
  const types = Object.hasOwn(type, 'inject') ? (type as { inject?: unknown }).inject : undefined;
  return Array.isArray(types) ? types : undefined;
}

interface HeldMark {
  marked: MarkedMethod;
  /** The class that the decorator stands in. */
  holder: Class;
}

/**
 * All marks of a class, those of its base classes first. A method that a subclass overrides keeps the routes it has,
 * unless the override has marks of its own.
 */
function marksOf(type: Class): HeldMark[] {
  const classes = lineage(type);
  return classes.flatMap((holder, index) => {
    const marks = ownRecord(holder)?.marks ?? [];
    const overridden = (name: string): boolean =>
      classes
        .slice(index + 1)
        .some((below) => ownRecord(below)?.marks.some((one) => one.name === name && !one.isStatic));
    return marks.filter(({ name, isStatic }) => isStatic || !overridden(name)).map((marked) => ({ marked, holder }));
  });
}

function scanMethod(type: Class, holder: Class, marked: MarkedMethod): ScannedMethod {
  const { mark, name, isStatic, misplaced, source } = marked;
  const target = isStatic ? holder : holder.prototype;
  // The types are those of the method that the decorator stands on; an override without one is called with the same.
  const implementation =
    misplaced === undefined ? ((isStatic ? holder : type.prototype) as Record<string, unknown>)[name] : undefined;
  const names = typeof implementation === 'function' ? parameterNames(String(implementation)) : [];
  const { inject } = mark.options as { inject?: unknown };
  return {
    mark,
    method: name,
    misplaced,
    isStatic,
    source,
    signature: {
      who: `${nameOf(type)}.${name}`,
      names,
      types: inject === undefined ? reflectedTypes(target, name) : [inject].flat(),
      length: typeof implementation === 'function' ? countParameters(implementation, names) : 0,
    },
  };
}

function makeRoute(controller: ControllerScan, method: ScannedMethod<MarkOf<'route'>>): Route {
  const path = joinPath(String(controller.prefix), String(method.mark.path));
  return {
    controller,
    method,
    path,
    endpoint: `${controller.name}.${method.method}`,
    methods: [...new Set([method.mark.methods].flat().map((one) => String(one).toUpperCase()))],
    variables: pathVariables(path),
    handler: method.signature.who,
    options: method.mark.options,
  };
}

/** `NotesController` is `notes`. */
function controllerName(type: Class): string {
  const name = type.name.replace(/(?<=.)Controller$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
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
