import { Abort } from 'phial';

import type { Entry } from './history.js';

/** A client that publishes: of `redis`, `@redis/client` or `ioredis`. */
export interface Publisher {
  publish(channel: string, message: string): Promise<unknown>;
}

/** A client that is there for subscriptions alone, as Redis wants it: of the same packages. */
export interface Subscriber {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the packages have a function or a channel there
  subscribe(channel: string, ...listener: any[]): Promise<unknown>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- likewise
  unsubscribe(channel: string, ...listener: any[]): Promise<unknown>;
}

/** Two clients of one Redis that are connected: `{ publisher: client, subscriber: client.duplicate() }`. */
export interface RedisPair {
  publisher: Publisher;
  subscriber: Subscriber;
}

/** How ioredis tells of messages. */
interface Emitter {
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  off(event: 'message', listener: (channel: string, message: string) => void): unknown;
}

/** Milliseconds that Redis has to answer. */
const PATIENCE = 3000;

/** Tells other processes what is said in rooms, and hears of it, by Redis. */
export class RedisLink {
  readonly #publisher: Publisher;
  readonly #subscriber: Subscriber;
  /** Apps that share the rooms, and are open. */
  #apps = 0;

  /**
   * @param channel which all rooms share: a process keeps the history of rooms that nobody has joined there, too
   * @param deliver is called with what was said, in whichever process
   */
  constructor(
    { publisher, subscriber }: RedisPair,
    private readonly channel: string,
    private readonly deliver: (room: string, entry: Entry) => void,
  ) {
    this.#publisher = publisher;
    this.#subscriber = subscriber;
  }

  /** Called for each app; the first of them begins. */
  async start(): Promise<void> {
    if (++this.#apps > 1) return;
    if (!isIoredis(this.#subscriber)) {
      await this.#subscriber.subscribe(this.channel, this.#hear);
      return;
    }
    this.#subscriber.on('message', this.#hearOfIoredis);
    await this.#subscriber.subscribe(this.channel);
  }

  /** The last app ends it. Nobody waits for it: a client that the app has closed already never answers, and workers would be killed in the end. */
  stop(): void {
    if (this.#apps === 0 || --this.#apps > 0) return;
    if (isIoredis(this.#subscriber)) this.#subscriber.off('message', this.#hearOfIoredis);
    this.#subscriber.unsubscribe(this.channel).catch(() => undefined);
  }

  async publish(room: string, entry: Entry): Promise<void> {
    await inTime(this.#publisher.publish(this.channel, JSON.stringify({ room, ...entry })));
  }

  readonly #hearOfIoredis = (channel: string, message: string): void => {
    if (channel === this.channel) this.#hear(message);
  };

  readonly #hear = (message: string): void => {
    const said = read(message);
    if (said === undefined) return;
    const { room, ...entry } = said;
    this.deliver(room, entry);
  };
}

/** @throws Abort 503 when it is not there in time: a client whose Redis is away keeps what it was told, and answers when that is back */
async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      const cause = new Error(`Rooms.broadcast(): Redis has not answered for ${PATIENCE / 1000} s.`);
      reject(new Abort(503, 'Rooms are not available at the moment.', { headers: { 'Retry-After': '10' }, cause }));
    };
    timer = setTimeout(giveUp, PATIENCE).unref();
  });
  // The race hears of what comes too late, as well.
  await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** What another process has said; undefined for what somebody else has, who uses the channel as well. */
function read(message: string): (Entry & { room: string }) | undefined {
  try {
    const said = Object(JSON.parse(message)) as Partial<Record<string, unknown>>;
    return typeof said['room'] === 'string' && typeof said['text'] === 'string' ? (said as never) : undefined;
  } catch {
    return undefined;
  }
}

/** It gives its messages by an event; the others call a function for each. */
function isIoredis(client: Subscriber): client is Subscriber & Emitter {
  return !('pSubscribe' in client) && 'psubscribe' in client;
}
