import { lineage, ownRecord, reflectedTypes, type Class, type Mark, type MarkedMethod, type RouteOptions } from './metadata.js';
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

/** Reads what the decorators wrote down of a controller. */
export function scanController(entry: object): ControllerScan {
  const isClass = typeof entry === 'function';
  const type = (isClass ? entry : entry.constructor) as Class;
  const own = ownRecord(type);
  const inherited = lineage(type).map(ownRecord).reverse();
  const prefix = inherited.find((record) => record?.prefix !== undefined)?.prefix ?? '';
  const methods = marksOf(type).map(({ marked, holder }) => scanMethod(type, holder, marked));
  const controller: ControllerScan = {
    type, prefix, methods, hasPrefix: prefix.replace(/\/+$/, '') !== '',
    instance: isClass ? undefined : entry,
    name: own?.name ?? controllerName(type),
    signature: constructorSignature(type),
    routes: [],
  };
  controller.routes = ofKind(methods, 'route').map((method) => makeRoute(controller, method));
  return controller;
}

/** The methods with one kind of mark. */
export function ofKind<Kind extends Mark['kind']>(methods: readonly ScannedMethod[], kind: Kind): ScannedMethod<MarkOf<Kind>>[] {
  return methods.filter((method): method is ScannedMethod<MarkOf<Kind>> => method.mark.kind === kind);
}

/** The factories that stand on a class: one is right, and the doctor says so. */
export function factoriesOf(type: Class): ScannedMethod[] {
  const marks = ownRecord(type)?.marks.filter(({ mark }) => mark.kind === 'factory') ?? [];
  return marks.map((marked) => scanMethod(type, type, marked));
}

/** A constructor's parameters: `static inject` says them where no compiler does. */
export function constructorSignature(type: Class): Signature {
  const listed = Object.hasOwn(type, 'inject') ? (type as { inject?: unknown }).inject : undefined;
  // A class without a constructor of its own has its base class's, and so its types.
  const holder = lineage(type).reverse().find((one) => reflectedTypes(one) !== undefined || /\bconstructor\s*\(/.test(String(one))) ?? type;
  return {
    who: type.name,
    types: Array.isArray(listed) ? (listed as unknown[]) : reflectedTypes(holder),
    length: holder.length,
    names: parameterNames(/\bconstructor\s*(\([^]*)/.exec(String(holder))?.[1] ?? ''),
  };
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
      classes.slice(index + 1).some((below) => ownRecord(below)?.marks.some((one) => one.name === name && !one.isStatic));
    return marks.filter(({ name, isStatic }) => isStatic || !overridden(name)).map((marked) => ({ marked, holder }));
  });
}

function scanMethod(type: Class, holder: Class, marked: MarkedMethod): ScannedMethod {
  const { mark, name, isStatic, misplaced } = marked;
  const target = (isStatic ? holder : holder.prototype) as Record<string, unknown>;
  const implementation = misplaced === undefined ? target[name] : undefined;
  const inject = (mark.options as { inject?: readonly unknown[] }).inject;
  return {
    mark, method: name, misplaced, isStatic,
    signature: {
      who: `${type.name}.${name}`,
      types: inject ?? reflectedTypes(target, name),
      length: typeof implementation === 'function' ? implementation.length : 0,
      names: typeof implementation === 'function' ? parameterNames(String(implementation)) : [],
    },
  };
}

function makeRoute(controller: ControllerScan, method: ScannedMethod<MarkOf<'route'>>): Route {
  const path = joinPath(controller.prefix, method.mark.path);
  return {
    controller, method, path,
    endpoint: `${controller.name}.${method.method}`,
    methods: [...new Set(method.mark.methods.map((one) => String(one).toUpperCase()))],
    variables: pathVariables(path),
    handler: `${controller.type.name}.${method.method}`,
    options: method.mark.options,
  };
}

/** `NotesController` is `notes`. */
function controllerName(type: Class): string {
  const name = type.name.replace(/(?<=.)Controller$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The names of a function's parameters, read from its source: for messages, and to find variables in another order. */
function parameterNames(source: string): string[] {
  const start = source.indexOf('(');
  const names: string[] = [];
  let depth = 0;
  let piece = '';
  for (const character of start === -1 ? '' : source.slice(start)) {
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
  return names.map((text) => /^\s*(?:\.\.\.)?\s*([\w$]+)/.exec(text)?.[1] ?? '').filter((name, index, all) => name !== '' || index < all.length - 1);
}
