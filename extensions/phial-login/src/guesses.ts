import { isIPv6 } from 'node:net';

import type { Request } from 'phial';
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';

import { answerOf } from './store.js';
import type { User } from './user-provider.js';

/** How many wrong passwords are too many. */
export interface GuessOptions {
  /** Wrong passwords for one account from one address; default 10. */
  perAccount?: number;
  /** Wrong passwords for any account from one address; default 100. */
  perAddress?: number;
  /** Seconds in which they are counted, 24 days at most; default 15 minutes. */
  within?: number;
  /** A client of `redis` or `ioredis`, where several processes count together; default this process's memory. */
  redis?: unknown;
  /** What begins the keys in that Redis; default `login`. Apps that share a Redis count each for itself by keys of their own. */
  keyPrefix?: string;
}

/** What is counted, each for itself: who registers as `1` must not clear the guesses at the password of the user 1. */
export type GuessKind = 'login' | 'password' | 'forgot' | 'register' | 'confirm';

/** Counts wrong passwords, since a password that may be guessed for ever protects nothing. */
export class Guesses {
  readonly #options: GuessOptions;
  /** Of each app, which is known by the server of its requests. */
  readonly #limiters = new WeakMap<object, Promise<Limiters>>();

  constructor(options: GuessOptions = {}) {
    this.#options = options;
  }

  /**
   * Counts a guess before it is looked at, so that those of one moment count, too.
   *
   * @returns seconds until the next may be made; `undefined` when this one may
   */
  async count(request: Request, kind: GuessKind, account: string): Promise<number | undefined> {
    const { ofAccount, ofAddress } = await this.#ready(request);
    const network = networkOf(request.remoteAddr);
    return (
      (await waitOf(request, ofAddress, network)) ?? (await waitOf(request, ofAccount, keyOf(network, kind, account)))
    );
  }

  /**
   * Notes at whom a guess was that is counted: the spellings of a name count together, and may be names of several users.
   *
   * @param userId `undefined` at nobody
   */
  async note(request: Request, kind: GuessKind, account: string, userId: User['id'] | undefined): Promise<void> {
    const { ofAccount, ofUser } = await this.#ready(request);
    const network = networkOf(request.remoteAddr);
    const noted = async (): Promise<void> => {
      const counted = await ofAccount.get(keyOf(network, kind, account));
      // A note that outlived the count would be taken off the next one.
      const seconds = Math.floor((counted?.msBeforeNext ?? 0) / 1000);
      if (seconds > 0) await ofUser.penalty(noteOf(network, kind, account, userId), 1, { customDuration: seconds });
    };
    await answerOf(noted, request.log);
  }

  /** The guess was right: it does not count, and what was wrong before is forgotten. */
  async forget(request: Request, kind: GuessKind, account: string, userId: User['id']): Promise<void> {
    const { ofAddress } = await this.#ready(request);
    await answerOf(() => ofAddress.reward(networkOf(request.remoteAddr)), request.log);
    await this.clear(request, kind, account, userId);
  }

  /** Forgets what was wrong at a user, or at nobody. Guesses at another, whose name is spelled nearly so, stay. */
  async clear(request: Request, kind: GuessKind, account: string, userId: User['id']): Promise<void> {
    const { ofAccount, ofUser } = await this.#ready(request);
    const network = networkOf(request.remoteAddr);
    const takeOff = async (note: string): Promise<void> => {
      const noted = await ofUser.get(note);
      // Of two logins of one moment, one has deleted it.
      if (noted !== null && (await ofUser.delete(note)))
        await ofAccount.reward(keyOf(network, kind, account), noted.consumedPoints);
    };
    const notes = [userId, undefined].map((id) => noteOf(network, kind, account, id));
    await answerOf(() => Promise.all(notes.map(takeOff)), request.log);
  }

  /** Loaded with the first guess: an app starts without it. */
  #ready({ environ }: Request): Promise<Limiters> {
    const { server } = environ.request.server;
    const known = this.#limiters.get(server) ?? limiters(this.#options);
    this.#limiters.set(server, known);
    return known;
  }
}

interface Limiters {
  ofAccount: RateLimiterAbstract;
  ofAddress: RateLimiterAbstract;
  /** Limits nothing: how many of the account's are at one user. */
  ofUser: RateLimiterAbstract;
}

async function limiters(options: GuessOptions): Promise<Limiters> {
  const { perAccount = 10, perAddress = 100, within: duration = 15 * 60, redis, keyPrefix = 'login' } = options;
  const { RateLimiterMemory, RateLimiterRedis } = await import('rate-limiter-flexible');
  const limiter = (kind: string, points: number): RateLimiterAbstract =>
    redis === undefined
      ? new RateLimiterMemory({ points, duration })
      : new RateLimiterRedis({
          keyPrefix: `${keyPrefix}-${kind}`,
          points,
          duration,
          storeClient: redis,
          useRedisPackage: isRedisPackage(redis),
        });
  return {
    ofAccount: limiter('account', perAccount),
    ofAddress: limiter('address', perAddress),
    ofUser: limiter('user', perAccount),
  };
}

/** `redis` has other methods than `ioredis`, and the limiter is told which. */
function isRedisPackage(client: unknown): boolean {
  return typeof (client as { defineCommand?: unknown }).defineCommand !== 'function';
}

async function waitOf(request: Request, limiter: RateLimiterAbstract, key: string): Promise<number | undefined> {
  // A Redis that is away is a 503: who guesses must not win by that.
  const refusal = await answerOf(() => refusalOf(limiter, key), request.log);
  return refusal && Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
}

async function refusalOf(limiter: RateLimiterAbstract, key: string): Promise<RateLimiterRes | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (refusal) {
    // What is not thrown as an error says how long to wait.
    if (refusal instanceof Error) throw refusal;
    // Nobody looks at it: it is no guess, and would be at no user.
    await limiter.reward(key);
    return refusal as RateLimiterRes;
  }
}

/** Of an IPv6 address the first half: the other is for its owner to choose, anew for each guess. */
function networkOf(address = ''): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1]!;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]!.split('::');
  const [first, last] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail === undefined ? 0 : 8 - first!.length - last!.length;
  return [...first!, ...Array<string>(Math.max(0, zeros)).fill('0'), ...last!].slice(0, 4).join(':');
}

function keyOf(network: string, kind: GuessKind, account: string): string {
  return `${network} ${kind} ${nameKey(account)}`;
}

function noteOf(network: string, kind: GuessKind, account: string, userId: User['id'] | undefined): string {
  return JSON.stringify([network, kind, nameKey(account), userId]);
}

/**
 * Without case and accents, by which many databases tell no names apart: MySQL finds `ada` for `Áda`. A long one is somebody's
 * attempt to fill the memory.
 */
function nameKey(name: string): string {
  const letters = name.normalize('NFKD').replace(ACCENTS, '').toLowerCase();
  return letters.replace(/[ßæœøðđħł]/g, (letter) => PLAIN[letter]!).slice(0, 254);
}

/** And the sign that stretches an Arabic word. In other scripts such marks are vowels, and make other names. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}|\u{640}/gu;

/** Letters whose strokes are no accents to Unicode, and that such a database reads as these. */
const PLAIN: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ð: 'd', đ: 'd', ħ: 'h', ł: 'l' };
