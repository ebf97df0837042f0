import type { SessionStore } from 'phial';

/** The ids of sessions that lie in a store's map; the marks of ended ones have other keys. */
export function sessionsIn(records: ReadonlyMap<string, unknown>): string[] {
  return [...records.keys()].filter((key) => !key.includes('.'));
}

/** A store that forgets nothing, and what it was asked. */
export function recording(): { store: SessionStore; records: Map<string, unknown>; calls: string[]; ttls: number[] } {
  const records = new Map<string, unknown>();
  const calls: string[] = [];
  const ttls: number[] = [];
  const store: SessionStore = {
    get(id) {
      calls.push('get');
      return records.get(id);
    },
    async set(id, data, ttlMs) {
      calls.push('set');
      ttls.push(ttlMs);
      records.set(id, JSON.parse(JSON.stringify(data)));
    },
    async delete(id) {
      calls.push('delete');
      records.delete(id);
    },
  };
  return { store, records, calls, ttls };
}
