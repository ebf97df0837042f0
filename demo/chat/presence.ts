import { randomUUID } from 'node:crypto';

import { and, countDistinct, eq, gt, lt } from 'drizzle-orm';
import { OnStart } from 'phial';

import { Database } from './database.js';
import { presence } from './schema.js';

/** Milliseconds between two signs of life of a process, and after how long it is taken for dead. */
const SIGN = 10_000;
const DEAD = 3 * SIGN;

/** Who is in which room. It is a table, since `rooms.members()` knows the sockets of one process alone. */
export class Presence {
  readonly #process = randomUUID();
  #signs: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  async enter(room: string, socket: string, name: string): Promise<void> {
    const row = { socket, room, name, process: this.#process, seenAt: Date.now() };
    await this.database.query.insert(presence).values(row);
  }

  async leave(socket: string): Promise<void> {
    await this.database.query.delete(presence).where(eq(presence.socket, socket));
  }

  /** The names in a room, each once. */
  async names(room: string): Promise<string[]> {
    const rows = this.database.query.selectDistinct({ name: presence.name }).from(presence);
    const inRoom = await rows.where(and(eq(presence.room, room), isAlive())).orderBy(presence.name);
    return inRoom.map(({ name }) => name);
  }

  /** The rooms in which somebody is. */
  rooms() {
    const rows = this.database.query.select({ room: presence.room, people: countDistinct(presence.name) });
    return rows.from(presence).where(isAlive()).groupBy(presence.room).orderBy(presence.room);
  }

  /** A process that was killed cannot say goodbye for its sockets: it is missed. */
  @OnStart()
  begin(): void {
    this.#signs = setInterval(() => void this.#sign().catch(() => undefined), SIGN).unref();
  }

  /** Phial calls it when the app is closed. */
  async close(): Promise<void> {
    clearInterval(this.#signs);
    await this.database.query.delete(presence).where(eq(presence.process, this.#process));
  }

  async #sign(): Promise<void> {
    const mine = eq(presence.process, this.#process);
    await this.database.query.update(presence).set({ seenAt: Date.now() }).where(mine);
    await this.database.query.delete(presence).where(lt(presence.seenAt, Date.now() - DEAD));
  }
}

function isAlive() {
  return gt(presence.seenAt, Date.now() - DEAD);
}
