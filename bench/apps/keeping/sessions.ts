import { randomBytes } from 'node:crypto';

import fastifyCookie from '@fastify/cookie';
import KeyvRedis from '@keyv/redis';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Keyv } from 'keyv';

import { KEY, SESSION_HEADERS } from '../shared.js';

/** A record that is written. */
interface Visits {
  visits: number;
}

interface Store {
  get(id: string): unknown;
  set(id: string, data: Visits, ttlMs: number): unknown;
}

const DAY = 24 * 3600 * 1000;

const schema = { response: { 200: { type: 'object', properties: { visits: { type: 'integer' } } } } };

/** A counter in a session: a random id in a signed cookie, and its record in memory, or in Redis by Keyv as in Phial. */
export async function sessions(scope: FastifyInstance) {
  const url = process.env['REDIS_URL'];
  const store: Store = url === undefined ? new MemoryStore() : redisStore(url);
  await scope.register(fastifyCookie, { secret: KEY.toString() });

  scope.get('/session', { schema }, async (request, reply) => {
    const oldId = idOf(request);
    const record = oldId === undefined ? undefined : ((await store.get(oldId)) as Visits | undefined);
    const visits = (record?.visits ?? 0) + 1;
    const id = record === undefined ? await begin(store, { visits }) : await overwrite(store, oldId!, { visits });
    if (id !== undefined) reply.setCookie('session', id, { path: '/', httpOnly: true, sameSite: 'lax', signed: true });
    reply.headers(SESSION_HEADERS);
    return { visits };
  });
}

function idOf(request: FastifyRequest): string | undefined {
  const text = request.cookies['session'];
  if (text === undefined) return undefined;
  const { valid, value } = request.unsignCookie(text);
  return valid ? value : undefined;
}

async function begin(store: Store, record: Visits): Promise<string> {
  const id = randomBytes(32).toString('base64url');
  await store.set(id, record, DAY);
  return id;
}

/** A session that was ended meanwhile, before the write or after it, stays so: as many questions to the store as Phial's. */
async function overwrite(store: Store, id: string, record: Visits): Promise<string | undefined> {
  if ((await store.get(id)) === undefined) return undefined;
  await store.set(id, record, DAY);
  const marks = await Promise.all([store.get(`${id}.destroyed`), store.get(`${id}.renewed`)]);
  return marks.every((mark) => mark === undefined) ? id : undefined;
}

function redisStore(url: string): Store {
  const store = new Keyv(new KeyvRedis(url));
  store.throwOnErrors = true;
  return store;
}

/** The 10,000 sessions that were used last, as text, so that requests share nothing. */
class MemoryStore implements Store {
  readonly #records = new Map<string, { text: string; expires: number }>();

  get(id: string): unknown {
    const record = this.#records.get(id);
    if (record === undefined) return undefined;
    this.#records.delete(id);
    if (record.expires <= Date.now()) return undefined;
    this.#records.set(id, record);
    return JSON.parse(record.text);
  }

  set(id: string, data: Visits, ttlMs: number): void {
    this.#records.delete(id);
    this.#records.set(id, { text: JSON.stringify(data), expires: Date.now() + ttlMs });
    if (this.#records.size > 10_000) this.#records.delete(this.#records.keys().next().value!);
  }
}
