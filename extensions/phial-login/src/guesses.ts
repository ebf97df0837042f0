import { Abort, type Request } from 'phial';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

/** How many wrong passwords are too many. */
export interface GuessOptions {
  /** Wrong passwords for one account from one address; default 10. */
  perAccount?: number;
  /** Wrong passwords for any account from one address; default 100. */
  perAddress?: number;
  /** Seconds in which they are counted; default 15 minutes. */
  within?: number;
  /** A client of `redis` or `ioredis`, where several processes count together; default this process's memory. */
  redis?: unknown;
}

/** Counts wrong passwords, since a password that may be guessed for ever is none. */
export class Guesses {
  readonly #ofAccount: RateLimiterAbstract;
  readonly #ofAddress: RateLimiterAbstract;

  constructor({ perAccount = 10, perAddress = 100, within = 15 * 60, redis }: GuessOptions = {}) {
    this.#ofAccount = limiter('account', perAccount, within, redis);
    this.#ofAddress = limiter('address', perAddress, within, redis);
  }

  /**
   * Counts a guess before it is looked at, so that those of one moment count, too.
   *
   * @returns seconds until the next may be made; `undefined` when this one may
   */
  async count(request: Request, name: string): Promise<number | undefined> {
    const address = request.remoteAddr ?? '';
    return (await waitOf(this.#ofAddress, address)) ?? (await waitOf(this.#ofAccount, keyOf(address, name)));
  }

  /** The guess was right: it does not count, and what was wrong before is forgotten. */
  async forget(request: Request, name: string): Promise<void> {
    const address = request.remoteAddr ?? '';
    await Promise.all([this.#ofAddress.reward(address), this.#ofAccount.delete(keyOf(address, name))]);
  }
}

function limiter(keyPrefix: string, points: number, duration: number, redis: unknown): RateLimiterAbstract {
  const options = { keyPrefix: `login-${keyPrefix}`, points, duration };
  return redis === undefined
    ? new RateLimiterMemory(options)
    : new RateLimiterRedis({ ...options, storeClient: redis, useRedisPackage: isRedisPackage(redis) });
}

/** `redis` has other methods than `ioredis`, and the limiter is told which. */
function isRedisPackage(client: unknown): boolean {
  return typeof (client as { sendCommand?: unknown; defineCommand?: unknown }).defineCommand !== 'function';
}

async function waitOf(limiter: RateLimiterAbstract, key: string): Promise<number | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    // A Redis that is away. Who guesses must not win by that.
    throw new Abort(503, undefined, { cause: refusal });
  }
}

/** Names are compared as people do. A long one is somebody's attempt to fill the memory. */
function keyOf(address: string, name: string): string {
  return `${address} ${name.normalize('NFKC').toLowerCase().slice(0, 200)}`;
}
