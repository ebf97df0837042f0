/** A member that may be a getter which throws. */
export function member(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** What a class, or one that it extends, has as a method of a name. Getters are not called, and have none. */
export function methodNamed(prototype: object, name: string): unknown {
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

/** The name of a value's class, where a class extends that. A value may have none, or something else for its constructor. */
export function baseNameOf(value: unknown, type: { prototype: object }): string | undefined {
  const made = typeof value === 'object' && value !== null ? member(value, 'constructor') : undefined;
  if (typeof made !== 'function' || made === Object) return undefined;
  return Object.prototype.isPrototypeOf.call(Object(made.prototype) as object, type.prototype) ? made.name : undefined;
}
