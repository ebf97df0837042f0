import { OnStart, type ServerSentEvent } from 'phial';

import type { Connection } from './connection.js';
import { isBytes, jsonOf } from './encode.js';
import { History, type Entry } from './history.js';
import { checkRoomsOptions } from './rooms-options.js';
import { RedisLink, type RedisPair } from './redis.js';

/** Options of `new Rooms()`. */
export interface RoomsOptions {
  /** Two clients of one Redis, by which several processes share their rooms; default this process alone. */
  redis?: RedisPair;
  /** What the channel in Redis is called; default `phial:rooms`. Apps that share a Redis, of whatever database, need different ones. */
  channel?: string;
  /** Messages that each room keeps for event streams that connect again; default 100. */
  history?: number;
}

/** What a message goes to in `broadcast()`. */
export interface BroadcastOptions {
  /** A socket that does not get it: mostly the one that it came from. */
  except?: Connection<unknown>;
}

type Listener = (entry: Entry) => void;

/**
 * Rooms that sockets join, and event streams listen to: a service.
 *
 * @example
 * ```ts
 * rooms.join('lobby', socket);
 * await rooms.broadcast('lobby', { text: 'Ada is here' }, { except: socket });
 * ```
 */
export class Rooms {
  /** For whoever has forgotten it. */
  static readonly providedBy = 'websocket()';
  readonly #members = new Map<string, Set<Connection<unknown>>>();
  /** The rooms that each socket is in. */
  readonly #joined = new WeakMap<Connection<unknown>, Set<string>>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #history: History;
  readonly #link: RedisLink | undefined;

  /** @throws SetupError for options that there are not, or whose values are wrong */
  constructor(options: RoomsOptions = {}) {
    checkRoomsOptions(options);
    const { redis, history = 100, channel = 'phial:rooms' } = options;
    this.#history = new History(history);
    this.#link = redis && new RedisLink(redis, channel, (room, entry) => this.#deliver(room, entry));
  }

  /** Begins to hear of other processes. */
  @OnStart()
  async start(): Promise<void> {
    await this.#link?.start();
  }

  /** Stops hearing of them; the clients of Redis are the app's, which closes them. */
  close(): void {
    this.#link?.stop();
  }

  /** Lets a socket get what is said in a room, until it leaves or is closed. */
  join(room: string, socket: Connection<unknown>): void {
    add(this.#members, room, socket);
    const joined = this.#joined.get(socket) ?? new Set();
    joined.add(room);
    // Once: a client may come and go as often as it likes.
    if (!this.#joined.has(socket)) socket.whenClosed(() => this.#leaveAll(socket));
    this.#joined.set(socket, joined);
  }

  leave(room: string, socket: Connection<unknown>): void {
    remove(this.#members, room, socket);
    this.#joined.get(socket)?.delete(room);
  }

  /** The sockets in a room, of this process. */
  members(room: string): Connection<unknown>[] {
    return [...(this.#members.get(room) ?? [])];
  }

  /**
   * Sends text, or anything else as JSON, to all in a room: in all processes.
   *
   * @returns a promise that is kept when it is on its way, and not when everybody has it
   * @throws what Redis does, when it cannot be told; Abort 503 when it has not answered for 3 s, after which the message may yet
   * arrive: clients keep what they were told until Redis is back
   */
  async broadcast(room: string, value: unknown, { except }: BroadcastOptions = {}): Promise<void> {
    if (isBytes(value))
      throw new TypeError('Rooms.broadcast() was given bytes. Give it text, or an object that is sent as JSON.');
    const text = typeof value === 'string' ? value : jsonOf(value, 'Rooms.broadcast()');
    const entry = { id: this.#history.nextId(), text, except: except?.id };
    if (this.#link === undefined) this.#deliver(room, entry);
    // It comes back by Redis, so that all processes have one order.
    else await this.#link.publish(room, entry);
  }

  /**
   * What is said in a room, for `eventStream()`.
   *
   * @example
   * ```ts
   * return eventStream(rooms.stream('news', request.headers.get('last-event-id')));
   * ```
   *
   * @param lastEventId what a browser sends that connects again: it gets what it has missed, as far as that is kept
   */
  stream(room: string, lastEventId?: string): AsyncIterable<ServerSentEvent> {
    return { [Symbol.asyncIterator]: () => this.#listen(room, lastEventId) };
  }

  #leaveAll(socket: Connection<unknown>): void {
    for (const room of this.#joined.get(socket) ?? []) remove(this.#members, room, socket);
    // Whoever joins it to a room afterwards has it leave at once.
    this.#joined.delete(socket);
  }

  #listen(room: string, lastEventId: string | undefined): AsyncIterator<ServerSentEvent, undefined> {
    const waiting = lastEventId === undefined ? [] : this.#history.since(room, lastEventId);
    let wake: (() => void) | undefined;
    let hasEnded = false;
    const listener: Listener = (entry) => {
      waiting.push(entry);
      // A reader that is far behind connects again, and gets what is kept.
      if (waiting.length > MOST) end();
      wake?.();
    };
    const end = (): void => {
      hasEnded = true;
      remove(this.#listeners, room, listener);
      wake?.();
    };
    add(this.#listeners, room, listener);
    return {
      async next() {
        while (waiting.length === 0 && !hasEnded) await new Promise<void>((resolve) => (wake = resolve));
        const entry = waiting.shift();
        return entry === undefined
          ? { done: true, value: undefined }
          : { done: false, value: { id: entry.id, data: entry.text } };
      },
      async return() {
        waiting.length = 0;
        end();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #deliver(room: string, entry: Entry): void {
    this.#history.keep(room, entry);
    for (const listener of this.#listeners.get(room) ?? []) listener(entry);
    for (const socket of this.#members.get(room) ?? []) {
      // One that cannot be reached is closed, and leaves by that.
      if (socket.id !== entry.except) void socket.send(entry.text).catch(() => undefined);
    }
  }
}

/** Messages that wait for a reader of an event stream. */
const MOST = 1000;

function add<One>(sets: Map<string, Set<One>>, room: string, one: One): void {
  const set = sets.get(room) ?? new Set<One>();
  sets.set(room, set.add(one));
}

function remove<One>(sets: Map<string, Set<One>>, room: string, one: One): void {
  const set = sets.get(room);
  set?.delete(one);
  if (set?.size === 0) sets.delete(room);
}
