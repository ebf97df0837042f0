/**
 * What stands for a whole answer calls this in its `toJSON()`: inside an object or a list it would be JSON with all that it
 * holds, a template's context for instance.
 *
 * @throws TypeError always
 */
export function refuseInsideData(what: string, cure: string): never {
  throw new TypeError(`${what} stands inside an object or a list, where it would be sent as data. ${cure}`);
}

/**
 * A replacer for `JSON.stringify()` that refuses what JSON would make `{}` of. It looks at each value, which is for debug
 * mode alone.
 */
export function watchfulReplacer(): (this: unknown, key: string, value: unknown) => unknown {
  const places = new WeakMap<object, string>();
  return function (key, value) {
    if (typeof value !== 'object' || value === null) return value;
    const holder = places.get(this as object);
    const place = holder === undefined ? '' : `${holder}${Array.isArray(this) ? `[${key}]` : `.${key}`}`;
    const cure = cureInside(value);
    if (cure !== undefined && place !== '')
      throw new TypeError(
        `There is one of the class ${value.constructor.name} at ${place}, which JSON would lose. ${cure}`,
      );
    places.set(value, place);
    return value;
  };
}

function cureInside(value: object): string | undefined {
  if (value instanceof Map) return 'Write Object.fromEntries(map).';
  if (value instanceof Set) return 'Write [...set].';
  if (value instanceof Promise) return 'Await it first.';
  if (value instanceof Error) return 'Write error.message, or throw it.';
  return undefined;
}
