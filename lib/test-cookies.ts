import { parseSetCookie } from 'cookie';

interface Kept {
  value: string;
  path: string;
}

/** The cookies of a test client, as a browser keeps them for one site (RFC 6265, section 5.3). */
export class CookieJar implements Iterable<[string, string]> {
  readonly #kept = new Map<string, Kept>();

  get(name: string): string | undefined {
    return this.#kept.get(name)?.value;
  }

  set(name: string, value: string, path = '/'): this {
    this.#kept.set(name, { value, path });
    return this;
  }

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  delete(name: string): boolean {
    return this.#kept.delete(name);
  }

  clear(): void {
    this.#kept.clear();
  }

  get size(): number {
    return this.#kept.size;
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const [name, { value }] of this.#kept) yield [name, value];
  }

  toObject(): Record<string, string> {
    return Object.fromEntries(this);
  }

  /** Takes over `Set-Cookie` headers of a response to a request for `path`. @internal */
  store(headers: readonly string[], path: string): void {
    for (const header of headers) {
      const { name, value = '', maxAge, expires, path: scope } = parseSetCookie(header);
      const isOver = maxAge !== undefined ? maxAge <= 0 : expires !== undefined && expires.getTime() <= Date.now();
      if (isOver) this.#kept.delete(name);
      else this.#kept.set(name, { value, path: scope?.startsWith('/') === true ? scope : folderOf(path) });
    }
  }

  /** The `Cookie` header of a request. @internal */
  headerFor(path: string): string {
    return [...this.#kept]
      .filter(([, cookie]) => matches(cookie.path, path))
      .map(([name, { value }]) => `${name}=${encodeURIComponent(value)}`)
      .join('; ');
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function matches(scope: string, path: string): boolean {
  return path === scope || path.startsWith(scope.endsWith('/') ? scope : `${scope}/`);
}
