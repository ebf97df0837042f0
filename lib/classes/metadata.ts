import 'reflect-metadata';

import type { FastifyContextConfig } from 'fastify';

import { markClass } from '../plain/copies.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import type { Limits } from '../forms/limits.js';
import type { OperationOptions } from './operation-options.js';

/** A class, also an abstract one. Any arguments: classes are compared here and made by injection. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Class<Instance = object> = abstract new (...args: any[]) => Instance;

/** An option of every decorator that marks a method. */
export interface InjectOptions {
  /** The types of the method's parameters, for code that no compiler gives metadata to: `[Number, Request]`. */
  inject?: readonly unknown[];
}

/** Options of `@Route`. */
export interface RouteOptions extends InjectOptions {
  /** Limits of this route alone. */
  limits?: Partial<Limits>;
  /** `false` accepts cross-site writes; default the app's `csrf`. */
  csrf?: boolean;
  /** The response's schema, a Standard Schema that can tell its JSON Schema: it is documented, and drives a fast serialiser. */
  response?: StandardSchema;
  /** A sentence for the OpenAPI document. */
  summary?: string;
  /** Groups the route in the OpenAPI document; default the controller's name. */
  tags?: readonly string[];
  /** What else the OpenAPI document says of it; `false` leaves it out. */
  openapi?: OperationOptions | false;
  /** `false` serves the path with and without its last slash; default the app's `strictSlashes`. */
  strictSlashes?: boolean;
  /** What plugins of Fastify read, and hooks as `request.route.config`: `{ rateLimit: { max: 5 } }`. */
  config?: RouteConfig;
}

/** What plugins and you declare of it has its type, as in Fastify. All else may be there, and is `unknown`. */
export type RouteConfig = FastifyContextConfig & Record<string, unknown>;

/** Options of `@Controller`. */
export interface ControllerOptions {
  /**
   * The first part of the endpoints' names; default the class's name without a trailing `Controller`, its first letter in
   * lower case.
   */
  name?: string;
  /** What the OpenAPI document says of all its routes; `false` leaves them out. */
  openapi?: OperationOptions | false;
}

/** Options of hooks and error handlers. */
export interface ScopeOptions extends InjectOptions {
  /** `'app'` for all requests of the app, `'blueprint'` for those of its blueprint; default this controller's alone. */
  scope?: 'controller' | 'blueprint' | 'app';
}

/** What a decorator wrote down of a method. */
export type Mark =
  | { kind: 'route'; path: string; methods: readonly string[]; options: RouteOptions }
  | { kind: 'errorHandler'; of: unknown; options: ScopeOptions }
  | { kind: 'before' | 'after' | 'teardown'; options: ScopeOptions }
  | { kind: 'context' | 'start' | 'stop'; options: InjectOptions }
  | { kind: 'own'; by: unknown; name: string; service: Class | undefined; options: InjectOptions }
  | { kind: 'helper'; name: string | undefined; options: InjectOptions }
  | { kind: 'command'; syntax: string; description: string; options: InjectOptions }
  | { kind: 'factory'; options: InjectOptions };

/** How a mark is written, for messages. */
export function decoratorOf(mark: Mark): string {
  return mark.kind === 'own' ? `@${mark.name}()` : DECORATORS[mark.kind];
}

const DECORATORS: Record<Exclude<Mark['kind'], 'own'>, string> = {
  route: '@Route()',
  errorHandler: '@ErrorHandler()',
  before: '@BeforeRequest()',
  after: '@AfterRequest()',
  teardown: '@TeardownRequest()',
  context: '@ContextProcessor()',
  start: '@OnStart()',
  stop: '@OnStop()',
  helper: '@TemplateHelper()',
  command: '@Command()',
  factory: '@FromRequest()',
};

export interface MarkedMethod {
  mark: Mark;
  /** The method's name. */
  name: string;
  /** Whether the decorator stands on a static member. */
  isStatic: boolean;
  /** What it stands on when that is not a method with a name: `a field`. */
  misplaced: string | undefined;
  /** The file and line of the decorator, for `phial routes`. */
  source?: string | undefined;
}

/** All that the decorators of one class wrote down; its base classes have records of their own. */
export interface ClassRecord {
  prefix: string | undefined;
  name: string | undefined;
  openapi: OperationOptions | false | undefined;
  /** What `@Controller()` was given, for the doctor. */
  options: unknown;
  marks: MarkedMethod[];
}

const records = new WeakMap<object, ClassRecord>();

/** Classes with routes, or methods for an extension, that no app was given yet. */
const waiting = new Set<object>();

/** The record of a class, made when it has none. Decorators alone write it. */
export function recordFor(type: object): ClassRecord {
  let record = records.get(type);
  if (record === undefined) {
    record = { prefix: undefined, name: undefined, openapi: undefined, options: undefined, marks: [] };
    records.set(type, record);
    markClass(type);
  }
  return record;
}

/** Writes down a mark of a method, in the order in which they stand in the source. */
export function addMark(type: object, marked: MarkedMethod): void {
  const { marks } = recordFor(type);
  // The decorators of one method run from the bottom up.
  const first = marks.findIndex(({ name, isStatic }) => name === marked.name && isStatic === marked.isStatic);
  marks.splice(first === -1 ? marks.length : first, 0, marked);
  if (marked.mark.kind === 'route' || marked.mark.kind === 'own') waiting.add(type);
}

/** The record of a class itself, without its base classes; undefined when no decorator stands on it. */
export function ownRecord(type: object): ClassRecord | undefined {
  return records.get(type);
}

/** A class and its base classes, the base first. */
export function lineage(type: Class): Class[] {
  const classes: Class[] = [];
  // Above them stands Function.prototype, which has none: a test runner may have another one than Node's own classes.
  for (let at: unknown = type; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    if (at !== type && at.prototype === undefined) break;
    classes.unshift(at as Class);
  }
  return classes;
}

/** Says that an app was given a class, and so its base classes. */
export function markAsGiven(type: Class): void {
  for (const one of lineage(type)) waiting.delete(one);
}

/** The classes that wait for an app in vain, each told once. An extension leaves out what its options turn off. */
export function takeForgotten(): Class[] {
  const forgotten = ([...waiting] as Class[]).filter((type) => !('providedBy' in type));
  waiting.clear();
  return forgotten;
}

/** The types that the compiler wrote down for a method's parameters, or a constructor's when no name is given. */
export function reflectedTypes(target: object, name?: string): unknown[] | undefined {
  const types: unknown =
    name === undefined
      ? Reflect.getOwnMetadata('design:paramtypes', target)
      : Reflect.getOwnMetadata('design:paramtypes', target, name);
  return Array.isArray(types) ? types : undefined;
}
