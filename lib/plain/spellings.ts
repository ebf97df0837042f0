/** A key that a schema asks for, and what variables have made instead. */
export interface Asked {
  /** Of the settings that it was asked of. */
  path: readonly string[];
  key: string;
  /** Keys that differ in underscores, hyphens and case alone. */
  found: readonly string[];
}

/**
 * Settings that note what a schema asks for and does not find: a schema does not tell its keys, and `API_URL`, which is
 * `apiUrl`, may be its `apiURL` or `api_url`.
 *
 * @param isSet whether variables have made what lies at a path
 */
export function noting(
  settings: object,
  asked: Asked[],
  isSet: (path: string[]) => boolean,
  path: string[] = [],
): object {
  const tree = settings as Record<string, unknown>;
  const read = new Set<string>();
  const otherwise = (key: string | symbol): string | undefined => {
    if (typeof key === 'symbol' || key in tree) return undefined;
    const found = Object.keys(tree).filter((one) => isAlike(one, key) && !read.has(one) && isSet([...path, one]));
    if (found.length > 0 && !asked.some((one) => one.key === key && one.path.join() === path.join()))
      asked.push({ path, key, found });
    return found[0];
  };
  const valueOf = (key: string): unknown => {
    const value = tree[key];
    const isTree = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isTree && Object.hasOwn(tree, key) ? noting(value, asked, isSet, [...path, key]) : value;
  };
  return new Proxy(tree, {
    get(_tree, key) {
      const instead = otherwise(key);
      if (instead !== undefined) return valueOf(instead);
      if (typeof key === 'symbol') return Reflect.get(tree, key) as unknown;
      read.add(key);
      return valueOf(key);
    },
    has: (_tree, key) => key in tree || otherwise(key) !== undefined,
    getOwnPropertyDescriptor(_tree, key) {
      const instead = otherwise(key);
      if (instead === undefined) return Reflect.getOwnPropertyDescriptor(tree, key);
      return { value: valueOf(instead), configurable: true, enumerable: true, writable: true };
    },
  });
}

/** `MAIL_FROM` is `mailFrom`. */
export function toCamelCase(name: string): string {
  return name.toLowerCase().replace(/_+(.)/g, (_match, letter: string) => letter.toUpperCase());
}

/** `mailFrom`, `mail-from` and `mail_from` are `MAIL_FROM`, `apiURL` is `API_URL`. */
export function toSnakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/(?<=.)_$|^_(?=.)/g, '')
    .toUpperCase();
}

export function isAlike(one: string, other: string): boolean {
  return lettersOf(one) === lettersOf(other);
}

function lettersOf(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}
