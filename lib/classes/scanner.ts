import {
  lineage,
  ownRecord,
  reflectedTypes,
  type Class,
  type Mark,
  type MarkedMethod,
  type RouteOptions,
} from './metadata.js';
import type { OperationOptions } from './operation-options.js';
import { joinPath, pathVariables } from './path.js';
import { saysItsInstances } from '../plain/is-error.js';
import { methodNamed } from '../plain/member.js';
import {
  constructorSignature,
  methodSignature,
  namedBy,
  nameOf,
  type Overridden,
  type Signature,
} from './signature.js';

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

/** What is known of a blueprint that controllers belong to. */
export interface BlueprintScan {
  /** With those that it is nested in: `shop.admin`. */
  name: string;
  /** With those of the blueprints that it is nested in. */
  prefix: string;
  /** Whether it has one of its own, below which paths are its. */
  hasPrefix: boolean;
  /** What the API's document says of all its routes. */
  openapi: OperationOptions | false | undefined;
  within: BlueprintScan | undefined;
}

/** A blueprint and those that it is nested in, the outermost first. */
export function lineOf(blueprint: BlueprintScan | undefined): BlueprintScan[] {
  return blueprint === undefined ? [] : [...lineOf(blueprint.within), blueprint];
}

/** A controller, as the decorators of its class and of its base classes describe it. */
export interface ControllerScan {
  type: Class;
  /** The object, when the user made it. */
  instance: object | undefined;
  /** With its blueprint's: `admin.users`. */
  name: string;
  /** As it stands in `@Controller()`. */
  ownPrefix: string;
  /** With its blueprint's. */
  prefix: string;
  hasPrefix: boolean;
  blueprint: BlueprintScan | undefined;
  /** What the API's document says of all its routes, itself or its base class. */
  openapi: OperationOptions | false | undefined;
  signature: Signature;
  routes: Route[];
  methods: ScannedMethod[];
  /** Whether it is a service, with methods that run with the app or that templates call. */
  isService: boolean;
}

/** Whether an entry of `createApp({ controllers })` is one: a class, or an object of a class. */
export function isController(entry: unknown): entry is object {
  if (typeof entry === 'function') return entry.prototype !== undefined;
  const prototype: unknown = typeof entry === 'object' && entry !== null ? Object.getPrototypeOf(entry) : null;
  return prototype !== null && ![Object.prototype, Array.prototype, Promise.prototype].some((one) => one === prototype);
}

/** Reads what the decorators wrote down of a controller. Types may lie in JavaScript: the doctor looks at what was written. */
export function scanController(entry: object, blueprint?: BlueprintScan): ControllerScan {
  const isClass = typeof entry === 'function';
  const type = (isClass ? entry : entry.constructor) as Class;
  const records = lineage(type).map(ownRecord).reverse();
  const ownPrefix = records.find((record) => record?.prefix !== undefined)?.prefix ?? '';
  const controller: ControllerScan = {
    type,
    blueprint,
    openapi: records.find((record) => record?.openapi !== undefined)?.openapi,
    ownPrefix,
    prefix: prefixWithin(blueprint, ownPrefix),
    hasPrefix: String(ownPrefix).replace(/\/+$/, '') !== '',
    instance: isClass ? undefined : entry,
    name: nameWithin(blueprint, ownRecord(type)?.name ?? controllerName(type)),
    signature: constructorSignature(type),
    methods: marksOf(type).map(({ marked, holder }) => scanMethod(type, holder, marked)),
    routes: [],
    isService: false,
  };
  controller.routes = ofKind(controller.methods, 'route').map((method) => makeRoute(controller, method));
  return controller;
}

/** Of a prefix that is not text the doctor tells. */
function prefixWithin(blueprint: BlueprintScan | undefined, own: string): string {
  if (blueprint === undefined || blueprint.prefix === '') return own;
  return joinPath(blueprint.prefix, String(own));
}

function nameWithin(blueprint: BlueprintScan | undefined, own: string): string {
  return blueprint === undefined || own === '' ? own : `${blueprint.name}.${own}`;
}

/** What may stand in a service: requests are a controller's business. */
export const OF_SERVICES: readonly Mark['kind'][] = ['start', 'stop', 'helper', 'context', 'own', 'command'];

/** Reads the same of a service, as far as it concerns one. Of its blueprint it has the name alone, for its commands. */
export function scanService(service: object, blueprint?: BlueprintScan): ControllerScan {
  const scan = scanController(service);
  const methods = scan.methods.filter(({ mark }) => OF_SERVICES.includes(mark.kind));
  return { ...scan, blueprint, methods, routes: [], isService: true };
}

/** The methods with one kind of mark. */
export function ofKind<Kind extends Mark['kind']>(
  methods: readonly ScannedMethod[],
  kind: Kind,
): ScannedMethod<MarkOf<Kind>>[] {
  return methods.filter((method): method is ScannedMethod<MarkOf<Kind>> => method.mark.kind === kind);
}

/** The factories of a class, its own or else those of its base class: one is right, and the doctor says so. */
export function factoriesOf(type: Class): ScannedMethod[] {
  for (const holder of lineage(type).reverse()) {
    const marks = ownRecord(holder)?.marks.filter(({ mark }) => mark.kind === 'factory') ?? [];
    if (marks.length > 0) return marks.map((marked) => scanMethod(type, holder, marked));
  }
  return [];
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
  const isOf = (one: Class): object => (isStatic ? one : (one.prototype as object));
  const implementation = misplaced === undefined ? methodNamed(isOf(type), name) : undefined;
  const { inject } = mark.options as { inject?: unknown };
  const types = inject === undefined ? reflectedTypes(isOf(holder), name) : [inject].flat();
  const handled = mark.kind === 'errorHandler' ? handledOf(mark.of) : undefined;
  const signature = { ...methodSignature(`${nameOf(type)}.${name}`, implementation, types), ...handled };
  const owner = lineage(type).findLast((one) => Object.hasOwn(isOf(one), name)) ?? holder;
  if (owner === holder || misplaced !== undefined)
    return { mark, method: name, misplaced, isStatic, source, signature };
  const own = inject === undefined ? reflectedTypes(isOf(owner), name) : undefined;
  const overridden = overriddenIn(holder, marked, nameOf(owner), isOf(holder), implementation);
  // An override is called with the types of what it overrides, unless another decorator had its own written down.
  const overriding = own === undefined ? { ...signature, overridden } : { ...signature, types: ownTypes(own, types) };
  return { mark, method: name, misplaced, isStatic, source, signature: overriding };
}

function handledOf(of: unknown): Pick<Signature, 'handled'> | undefined {
  return typeof of === 'function' && saysItsInstances(of) ? { handled: of as Class } : undefined;
}

/** Of an interface an override says nothing that its base does not say better. */
function ownTypes(own: readonly unknown[], types: readonly unknown[] | undefined): unknown[] {
  return own.map((type, index) => (type === Object ? (types?.[index] ?? type) : type));
}

function overriddenIn(
  holder: Class,
  { name, isStatic }: MarkedMethod,
  owner: string,
  object: object,
  implementation: unknown,
): Overridden {
  const who = `${nameOf(holder)}.${name}`;
  const marks = ownRecord(holder)!.marks.filter((one) => one.name === name && one.isStatic === isStatic);
  const { names } = methodSignature(who, methodNamed(object, name), undefined);
  const goesOn = String(implementation).includes(`super.${name}(`);
  return { who, names, marks: marks.map(({ mark }) => mark), by: `${owner}.${name}`, goesOn };
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

/** `NotesController` is `notes`. A class without a name has what its base class has. */
function controllerName(type: Class): string {
  const named = namedBy(type);
  const given = ownRecord(named)?.name;
  if (given !== undefined) return given;
  const name = named.name.replace(/(?<=.)Controller$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
}
