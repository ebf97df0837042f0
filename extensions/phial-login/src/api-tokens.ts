import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { SessionStore } from 'phial';

import { Store } from './store.js';
import { Turns } from './turns.js';
import type { User } from './user-provider.js';

/** How programs log in. */
export interface ApiTokenOptions {
  /** Where tokens are kept: any store for sessions, such as a Keyv. One in memory forgets with the process. */
  store: SessionStore;
  /** Seconds after which a token is no longer good; default a year. */
  lifetime?: number;
  /**
   * What begins the keys in that store; default nothing. Apps that share a store each need one of their own, or who is let in to
   * one is let in to all, as the user of the same id.
   */
  keyPrefix?: string;
}

/** A token, without its secret, which only its owner has. */
export interface ApiToken {
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  created: number;
  expires: number;
}

interface Kept extends ApiToken {
  hash: string;
}

/** What begins a token, so that programs which look for secrets in source code find it. */
const PREFIX = 'phial';

/**
 * Tokens by which programs act in the name of a user: `Authorization: Bearer phial_...`. A token says whose it is; of its secret
 * only a hash is kept, which is enough for one of 192 random bits.
 */
export class ApiTokens {
  /** For whoever has forgotten it. */
  static readonly providedBy = 'login({ apiTokens: { store } })';
  /** @internal */
  readonly store: Store<Kept[] | { deleted: true }>;
  readonly #lifetime: number;
  /** What is written for a user waits for what is written before. */
  readonly #turns = new Turns();

  constructor({ store, lifetime = 365 * 24 * 60 * 60, keyPrefix }: ApiTokenOptions) {
    this.store = new Store(store, keyPrefix);
    this.#lifetime = lifetime;
  }

  /** Makes a token. It is given this once. */
  async create(userId: User['id'], name: string): Promise<string> {
    const id = randomBytes(6).toString('hex');
    const secret = randomBytes(24).toString('base64url');
    const created = Date.now();
    const kept: Kept = { id, name, created, expires: created + this.#lifetime * 1000, hash: hashOf(secret) };
    await this.#add(userId, kept);
    return [PREFIX, ownerText(userId), id, secret].join('_');
  }

  /** Whose token it is; `undefined` when it is nobody's, deleted or too old. */
  async ownerOf(token: string): Promise<User['id'] | undefined> {
    const [, owner, id, secret] = PATTERN.exec(token) ?? [];
    const userId = userIdOf(owner);
    if (userId === undefined) return undefined;
    const kept = (await this.#tokensOf(userId)).find((one) => one.id === id);
    if (kept === undefined || !isSame(hashOf(secret!), kept.hash)) return undefined;
    return (await this.#isDeleted(userId, kept)) ? undefined : userId;
  }

  /** The tokens of a user that are still good. */
  async list(userId: User['id']): Promise<ApiToken[]> {
    const tokens = await this.#tokensOf(userId);
    const deleted = await Promise.all(tokens.map((token) => this.#isDeleted(userId, token)));
    return tokens
      .filter((_token, index) => !deleted[index])
      .map(({ id, name, created, expires }) => ({ id, name, created, expires }));
  }

  /** Deletes a token of a user, at once for all processes. */
  async delete(userId: User['id'], id: string): Promise<void> {
    // Written down, since another process may write the list at the same time, with this token in it.
    await this.store.set(deletionOf(userId, id), { deleted: true }, this.#lifetime);
    await this.#change(userId, (tokens) => tokens.filter((one) => one.id !== id));
  }

  async #tokensOf(userId: User['id']): Promise<Kept[]> {
    const kept = await this.store.get(keyOf(userId));
    // Whoever has '7:0123456789ab' for an id would get the mark of a token of the user '7'.
    return Array.isArray(kept) ? kept.filter(({ expires }) => expires > Date.now()) : [];
  }

  async #isDeleted(userId: User['id'], { id }: ApiToken): Promise<boolean> {
    return (await this.store.get(deletionOf(userId, id))) !== undefined;
  }

  /** Until it is there: another process may write its list over ours. */
  async #add(userId: User['id'], kept: Kept): Promise<void> {
    const isThere = (tokens: Kept[]): boolean => tokens.some(({ id }) => id === kept.id);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await this.#change(userId, (tokens) => (isThere(tokens) ? tokens : [...tokens, kept]));
      if (isThere(await this.#tokensOf(userId))) return;
    }
  }

  async #change(userId: User['id'], change: (tokens: Kept[]) => Kept[]): Promise<void> {
    const key = keyOf(userId);
    await this.#turns.take(key, async () => this.store.set(key, change(await this.#tokensOf(userId)), this.#lifetime));
  }
}

const PATTERN = new RegExp(`^${PREFIX}_([A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*?)_([0-9a-f]{12})_([\\w-]{32})$`);

function ownerText(userId: User['id']): string {
  return Buffer.from(JSON.stringify(userId)).toString('base64url');
}

function userIdOf(owner: string | undefined): User['id'] | undefined {
  try {
    const userId: unknown = JSON.parse(Buffer.from(owner ?? '', 'base64url').toString());
    if (typeof userId !== 'string' && typeof userId !== 'number') return undefined;
    // Base64 and JSON are read leniently, and only the very text that was given may pass.
    return ownerText(userId) === owner ? userId : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(userId: User['id']): string {
  return `api-tokens:${typeof userId}:${userId}`;
}

function deletionOf(userId: User['id'], id: string): string {
  return `${keyOf(userId)}:${id}`;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
