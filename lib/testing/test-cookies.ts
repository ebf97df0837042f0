import { parseSetCookie, stringifyCookie } from 'cookie';

interface Kept {
  name: string;
  /** As the app reads it. */
  value: string;
  /** Name and value as they were set: what is not decoded cannot be encoded otherwise. */
  pair: string;
  path: string;
  /** In milliseconds since 1970; `Infinity` for a cookie that ends with the browser. */
  expires: number;
}

/** The cookies of a test client, as a browser keeps them for one site (RFC 6265, section 5.3). */
export class CookieJar implements Iterable<[string, string]> {
  /** By name and path: a browser keeps a cookie for each path. */
  readonly #kept = new Map<string, Kept>();

  /** The value of a cookie; undefined when there is none. */
  get(name: string): string | undefined {
    return this.#alive().find((cookie) => cookie.name === name)?.value;
  }

  /** Keeps a cookie as if the app had set it. */
  set(name: string, value: string, path = '/'): this {
    return this.#keep({ name, value, pair: stringifyCookie({ [name]: value }), path, expires: Infinity });
  }

  /** Whether there is a cookie of the name. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Removes the cookies of a name, whatever their path. */
  delete(name: string): boolean {
    const cookies = this.#alive().filter((cookie) => cookie.name === name);
    for (const { path } of cookies) this.#kept.delete(keyOf(name, path));
    return cookies.length > 0;
  }

  /** Removes all cookies. */
  clear(): void {
    this.#kept.clear();
  }

  /** How many cookies there are. */
  get size(): number {
    return this.#alive().length;
  }

  /** Every name with its value. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const { name, value } of this.#alive()) yield [name, value];
  }

  /** A plain object of the values by name. */
  toObject(): Record<string, string> {
    return Object.fromEntries(this);
  }

  /** Takes over `Set-Cookie` headers of a response to a request for `path`. @internal */
  store(headers: readonly string[], path: string): void {
    for (const header of headers) {
      const { name, value = '', maxAge, expires, path: scope } = parseSetCookie(header);
      this.#keep({
        name,
        value,
        pair: header.split(';', 1)[0]!.trim(),
        path: scope?.startsWith('/') === true ? scope : folderOf(path),
        // Max-Age wins (section 4.1.2.2).
        expires: maxAge !== undefined ? Date.now() + maxAge * 1000 : (expires?.getTime() ?? Infinity),
      });
    }
  }

  /** The `Cookie` header of a request. @internal */
  headerFor(path: string): string {
    return this.#alive()
      .filter((cookie) => matches(cookie.path, path))
      .map(({ pair }) => pair)
      .join('; ');
  }

  #keep(cookie: Kept): this {
    this.#kept.set(keyOf(cookie.name, cookie.path), cookie);
    return this;
  }

  /** Those that have not expired, the longest path first (section 5.4). */
  #alive(): Kept[] {
    const now = Date.now();
    return [...this.#kept.values()]
      .filter(({ expires }) => expires > now)
      .sort((a, b) => b.path.length - a.path.length);
  }
}

function keyOf(name: string, path: string): string {
  return `${name};${path}`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function matches(scope: string, path: string): boolean {
  return path === scope || path.startsWith(scope.endsWith('/') ? scope : `${scope}/`);
}
