import { inspect } from 'node:util';

import type { Request } from '../request/request.js';

/** A class of input: it is given what its schema made. */
export type InputType = new (values: object) => object;

/** Whether a schema has let a value through as it was sent, whose place is the class's own then. */
export type IsForeign = (name: string, value: unknown, request: Request) => boolean;

/** Whether a value has fields: not a list, `Map`, `Date` or `URL`, of which nothing would be left. */
export function isFields(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Symbol.iterator in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // What a class keeps for itself, or makes with getters, is not copied.
  return Object.keys(value).length > 0;
}

/** An instance of the class with the schema's values, and with the class's own members. */
export function fill(type: InputType, values: object, request?: Request, isForeign?: IsForeign): object {
  if (!isFields(values)) {
    throw new TypeError(
      `The schema of ${type.name} gives ${inspect(values, { depth: 0 })}. An input class holds an object: wrap it, z.object({ items: ... }).`,
    );
  }
  const instance = new type(values);
  // What the class sets itself is a default.
  assign(instance, values, request, isForeign);
  return instance;
}

/**
 * Gives an instance the values that its schema gave. The class's own methods and getters win: a loose schema lets through
 * whatever a client calls its fields.
 */
export function assign(instance: object, values: object, request?: Request, isForeign?: IsForeign): void {
  for (const name of Object.keys(values)) {
    const value = (values as Record<string, unknown>)[name];
    if (!(name in instance)) (instance as Record<string, unknown>)[name] = value;
    else if (
      !isThere(instance, name, value) &&
      (mayDefine(instance, name) || isNamed(name, value, request, isForeign)) &&
      (!isSet(instance, name) || isForeign?.(name, value, request!) !== true)
    )
      define(instance, name, value);
  }
}

/** Every class has a constructor, which is no member of its own: a field that the schema calls so is meant. */
function isNamed(name: string, value: unknown, request?: Request, isForeign?: IsForeign): boolean {
  return name === 'constructor' && isForeign?.(name, value, request!) === false;
}

/** The base class has assigned it, and the class has left it alone: what is defined anew costs as much as all the rest. */
function isThere(instance: object, name: string, value: unknown): boolean {
  return Object.hasOwn(instance, name) && (instance as Record<string, unknown>)[name] === value;
}

/** A method that is written as a field, `greet = () => ...`, is one of the class's own, too. */
function mayDefine(instance: object, name: string): boolean {
  if (!Object.hasOwn(instance, name)) return !isMember(instance, name);
  return typeof (instance as Record<string, unknown>)[name] !== 'function';
}

/** Whether the class has given a field a value. */
function isSet(instance: object, name: string): boolean {
  return Object.hasOwn(instance, name) && (instance as Record<string, unknown>)[name] !== undefined;
}

/** Whether a class or one that it extends has a method or getter of that name; what every object has may be a field. */
function isMember(instance: object, name: string): boolean {
  let at = Object.getPrototypeOf(instance) as object;
  while (at !== Object.prototype && !Object.hasOwn(at, name)) at = Object.getPrototypeOf(at) as object;
  return at !== Object.prototype;
}

/** Defined, not assigned: a value must not run a setter, of `__proto__` for instance. */
function define(instance: object, name: string, value: unknown): void {
  Object.defineProperty(instance, name, { value, enumerable: true, writable: true, configurable: true });
}
