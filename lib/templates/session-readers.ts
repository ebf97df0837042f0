import type { Mentioning } from './unknown-names.js';
import type { Mentions } from './mentions.js';

/** Which templates read the session. It may lie in a store, and templates do not wait: it is read before they are rendered. */
export class SessionReaders {
  readonly #known = new Map<string, boolean>();
  readonly #words: ReadonlySet<string>;

  /** @param helpers the names of helpers that take a session */
  constructor(
    private readonly templates: ReadonlyMap<string, Mentioning>,
    helpers: readonly string[],
  ) {
    this.#words = new Set(['session', 'flashes', ...helpers]);
  }

  /** Whether a template does, or one that it uses. */
  has(name: string): boolean {
    const known = this.#known.get(name) ?? this.#isReader(name, new Set());
    this.#known.set(name, known);
    return known;
  }

  /** The templates have changed. */
  forget(): void {
    this.#known.clear();
  }

  #isReader(name: string, seen: Set<string>): boolean {
    const mentions = this.templates.get(name)?.mentions;
    if (mentions === undefined || seen.has(name)) return false;
    seen.add(name);
    if (this.#reads(mentions)) return true;
    // A value says which one it uses.
    if (mentions.usesAny) return [...this.templates.values()].some((one) => this.#reads(one.mentions));
    return [...mentions.partials, ...mentions.layouts].some((used) => this.#isReader(used.name, seen));
  }

  #reads(mentions: Mentions | undefined): boolean {
    return mentions !== undefined && [...this.#words].some((word) => mentions.names.has(word));
  }
}
