import { createApp, Get, type App } from 'phial';
import { z } from 'zod';

import { loggedBy } from '../support/log-of.js';

/** An error with fields of its own, as those of fs, net and database drivers have them. */
function systemError(): Error {
  return Object.assign(new Error('no such file'), { errno: -2, code: 'ENOENT', path: '/srv/secret/place' });
}

class Empty {}

/** What makes data of itself, as documents of an ODM do. */
class Stored {
  constructor(private readonly data: object) {}

  toJSON() {
    return this.data;
  }
}

class Secretive {
  #name = 'hunter2';

  get length() {
    return this.#name.length;
  }
}

/** What an ORM loads when it is asked for, with a getter of the prototype. */
const lazy = Object.defineProperty({}, 'posts', {
  enumerable: true,
  get(): never {
    throw new Error('not loaded');
  },
});

const anything = z.object({ a: z.any() });

class Pages {
  @Get('/inherited')
  inherited(): object {
    return Object.assign(Object.create(lazy) as object, { id: 1 });
  }

  @Get('/once')
  once(): object {
    let isRead = false;
    return {
      get id() {
        if (isRead) throw new Error('read twice');
        isRead = true;
        return 1;
      },
    };
  }

  @Get('/error')
  error() {
    return { isDone: false, error: systemError() };
  }

  @Get('/settled')
  async settled() {
    return Promise.allSettled([Promise.resolve(1), Promise.reject(systemError())]);
  }

  @Get('/shown')
  shown() {
    const toJSON = () => ({ message: 'refused', stack: 'Error: refused', config: { headers: { authorization: 'x' } } });
    return { error: Object.assign(new Error('refused'), { toJSON }) };
  }

  @Get('/own-text')
  ownText() {
    return { error: Object.assign(new Error('refused'), { toJSON: () => ({ message: 'refused' }) }) };
  }

  @Get('/map')
  map(): object {
    return { notes: [{ tags: Object.assign(new Map(), { kept: 1 }) }] };
  }

  @Get('/meant')
  meant(): object {
    return { a: {}, list: [{}], at: new Date(0), next: new Empty() };
  }

  @Get('/stored')
  stored(): object {
    return [new Stored({ owner: new Secretive() })];
  }

  @Get('/methods')
  methods(): object {
    return { a: { find: systemError } };
  }

  @Get('/deep')
  deep(): object {
    let data: object = { error: systemError() };
    for (let depth = 0; depth < 300; depth++) data = [data];
    return data;
  }

  @Get('/any-error', { response: anything })
  anyError() {
    return { a: systemError() };
  }

  @Get('/any-map', { response: anything })
  anyMap(): { a: object } {
    return { a: { m: new Map([[1, 2]]) } };
  }

  @Get('/any-data', { response: anything })
  anyData() {
    return { a: { b: {}, c: [1], at: new Date(0) } };
  }

  @Get('/record', { response: z.record(z.string(), z.record(z.string(), z.unknown())) })
  record(): object {
    return { a: systemError() };
  }
}

/** Hands out a Map when it is told to. */
class Counted {
  static calls = 0;

  @Get('/eleventh')
  eleventh(): object {
    return Counted.calls++ < 12 ? { a: {} } : { a: {}, m: new Map() };
  }
}

describe('In production, data that JSON would lose', () => {
  const { logger, entries } = loggedBy();
  let app: App;
  let address: string;

  beforeAll(async () => {
    app = createApp({ controllers: [Pages, Counted], debug: false, fastify: { logger } });
    address = await app.run({ port: 0 });
  });
  afterAll(() => app.close());
  beforeEach(() => (entries.length = 0));

  async function get(path: string): Promise<string> {
    const response = await fetch(address + path);
    const text = await response.text();
    return response.status === 500 ? entries.map(({ err }) => err?.message).join('') : `${response.status} ${text}`;
  }

  it.each([
    ['/error', 'There is one of the class Error at .error, which JSON would lose.'],
    ['/settled', 'There is one of the class Error at [1].reason'],
    ['/shown', 'There is one of the class Error at .error, which JSON would lose. Write error.message'],
    ['/map', 'There is one of the class Map at .notes[0].tags'],
    ['/stored', 'There is one of the class Secretive at [0].owner'],
    ['/methods', 'There is the function systemError at .a.find'],
    ['/deep', 'There is one of the class Error at [0][0]'],
    ['/any-error', 'There is one of the class Error at .a, which JSON would lose.'],
    ['/any-map', 'There is one of the class Map at .a.m, which JSON would lose.'],
  ])('is a 500 whose log entry names the place: %s', async (path, told) => {
    expect(await get(path)).toContain(told);
  });

  it('is found after any number of empty objects that were meant', async () => {
    for (let count = 0; count < 12; count++) expect(await get('/eleventh')).toBe('200 {"a":{}}');
    expect(await get('/eleventh')).toContain('There is one of the class Map at .m');
  });

  it.each([
    ['/meant', '{"a":{},"list":[{}],"at":"1970-01-01T00:00:00.000Z","next":{}}'],
    ['/inherited', '{"id":1}'],
    ['/once', '{"id":1}'],
    ['/own-text', '{"error":{"message":"refused"}}'],
    ['/any-data', '{"a":{"b":{},"c":[1],"at":"1970-01-01T00:00:00.000Z"}}'],
  ])('is not looked for in vain in what is right: %s', async (path, text) => {
    expect(await get(path)).toBe(`200 ${text}`);
  });

  it('is left out of a record, which is logged', async () => {
    expect(await get('/record')).toBe('200 {"a":{}}');
    expect(entries[0]!.msg).toContain('"a" is an error instead of an object');
  });
});
