import { jest } from '@jest/globals';

import { MemorySessionStore } from 'phial';

describe('MemorySessionStore', () => {
  it('gives what it was given', () => {
    const store = new MemorySessionStore();
    store.set('id', { d: { name: 'Ada' } }, 1000);
    expect(store.get('id')).toEqual({ d: { name: 'Ada' } });
  });

  it('has nothing of an id that is unknown, was deleted or would be a member of an object', () => {
    const store = new MemorySessionStore();
    store.set('id', { d: {} }, 1000);
    store.delete('id');
    expect([store.get('id'), store.get('other'), store.get('constructor'), store.get('__proto__')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('shares no object with who gives or gets', () => {
    const store = new MemorySessionStore();
    const given = { d: { list: [1] } };
    store.set('id', given, 1000);
    given.d.list.push(2);
    (store.get('id') as typeof given).d.list.push(3);
    expect(store.get('id')).toEqual({ d: { list: [1] } });
  });

  it('forgets what has expired', () => {
    jest.useFakeTimers();
    try {
      const store = new MemorySessionStore();
      store.set('id', { d: {} }, 1000);
      jest.setSystemTime(Date.now() + 1000);
      expect(store.get('id')).toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });

  it('drops what was used least recently when it is full, be it read or written', () => {
    const store = new MemorySessionStore({ max: 3 });
    for (const id of ['read', 'written', 'unused']) store.set(id, { d: {} }, 1000);
    store.get('read');
    store.set('written', { d: {} }, 1000);
    store.set('new', { d: {} }, 1000);
    expect(['read', 'written', 'unused', 'new'].map((id) => store.get(id) !== undefined)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  it('keeps 10,000 sessions by default', () => {
    const store = new MemorySessionStore();
    for (let id = 0; id < 10_001; id++) store.set(String(id), { d: {} }, 1000);
    expect([store.get('0'), store.get('1'), store.get('10000')]).toEqual([undefined, { d: {} }, { d: {} }]);
  });

  it.each([[0], [-1], [NaN], ['5'], [null]])('refuses %p as max', (max) => {
    expect(() => new MemorySessionStore({ max: max as never })).toThrow(
      'MemorySessionStore takes a number from 1 on as max',
    );
  });
});
