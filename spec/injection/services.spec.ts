import { App, createApp, FromRequest, Route } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

abstract class Store {
  abstract readonly name: string;
}

class FileStore extends Store {
  readonly name: string = 'files';
}

class SafeFileStore extends FileStore {
  override readonly name = 'safe files';
}

class MemoryStore extends Store {
  readonly name = 'memory';
}

class Notes {
  @Route('/')
  index(store: Store) {
    return store.name;
  }
}

class FileNotes {
  @Route('/')
  index(store: FileStore) {
    return store.name;
  }
}

async function textOf(controller: object, services: object[]): Promise<string> {
  return (await quietApp([controller], { services }).testClient().get('/')).text;
}

describe('A service', () => {
  it('may be of a subclass of the class that is declared, also of an abstract one', async () => {
    expect(await textOf(Notes, [new MemoryStore()])).toBe('memory');
  });

  it('of exactly the declared class is taken before those of subclasses', async () => {
    expect(await textOf(FileNotes, [new SafeFileStore(), new FileStore()])).toBe('files');
  });

  it('may be a proxy', async () => {
    const shouting = new Proxy(new MemoryStore(), {
      get: (target, key) => (key === 'name' ? 'MEMORY' : (Reflect.get(target, key) as unknown)),
    });
    expect(await textOf(Notes, [shouting])).toBe('MEMORY');
  });

  it('may be any object of the class, however it was made', async () => {
    expect(await textOf(Notes, [Object.create(Store.prototype, { name: { value: 'by hand' } }) as object])).toBe(
      'by hand',
    );
  });

  it('is injected as it is, even with a method named then', async () => {
    class Query {
      then(): string {
        return 'run';
      }
    }

    class Slow {
      @FromRequest()
      static async make() {
        return Promise.resolve(new Slow());
      }
    }

    class Quick {
      @FromRequest()
      static make() {
        return new Quick();
      }
    }

    class Queries {
      @Route('/')
      index(query: Query) {
        return query.then();
      }

      @Route('/quick')
      quick(query: Query, _quick: Quick) {
        return query.then();
      }

      @Route('/slow')
      slow(_slow: Slow, query: Query) {
        return query.then();
      }
    }
    const client = createApp({ controllers: [Queries], services: [new Query()] }).testClient();
    const texts = await Promise.all(['/', '/quick', '/slow'].map(async (path) => (await client.get(path)).text));
    expect(texts).toEqual(['run', 'run', 'run']);
  });

  it('may be listed twice', async () => {
    const store = new MemoryStore();
    expect(await textOf(Notes, [store, store])).toBe('memory');
  });

  it('is the same for all requests', async () => {
    const apps = new Set<App>();

    class Pages {
      @Route('/')
      index(app: App) {
        apps.add(app);
        return 'Hello';
      }
    }
    const client = quietApp([Pages]).testClient();
    await client.get('/');
    await client.get('/');
    expect(apps.size).toBe(1);
  });
});

describe('The doctor, of services,', () => {
  it('names a class that nobody provides', () => {
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: parameter 1 (store): nobody provides Store. For a body or a query, write class Store extends Json(schema) {}, Form(schema) or Query(schema); for a service, createApp({ services: [new Store(...)] }), or there an object of a class that extends Store; for one that each request makes, give Store a static @FromRequest() method.',
    ]);
  });

  it('names two that fit', () => {
    expect(findingsOf({ controllers: [Notes], services: [new FileStore(), new MemoryStore()] })).toEqual([
      'Notes.index: parameter 1 (store): 2 services are instances of Store: FileStore and MemoryStore. Declare a class that only one of them has, or give createApp({ services }) one of them.',
    ]);
  });

  it('names two of exactly the class', () => {
    expect(findingsOf({ controllers: [FileNotes], services: [new FileStore(), new FileStore()] })).toEqual([
      "FileNotes.index: parameter 1 (store): 2 services are instances of FileStore: FileStore and FileStore. Give the app one of them. A blueprint that is made twice brings it twice: make it once, const one = shop(), and write [one, { ...one, name: 'other' }].",
    ]);
  });

  it('does not take a service of a base class for the declared subclass', () => {
    class SafeNotes {
      @Route('/')
      index(store: SafeFileStore) {
        return store.name;
      }
    }
    expect(findingsOf({ controllers: [SafeNotes], services: [new FileStore()] })).toEqual([
      expect.stringContaining('nobody provides SafeFileStore'),
    ]);
  });

  it.each([
    [FileStore, 'services[0]: it is the class FileStore, not an object of a class. Write new FileStore(...).'],
    [undefined, 'services[0]: it is undefined, not an object of a class. Write new NoteStore(), for example.'],
    [null, 'services[0]: it is null, not an object of a class. Write new NoteStore(), for example.'],
    ['store', "services[0]: it is 'store', not an object of a class. Write new NoteStore(), for example."],
    [
      { name: 'plain' },
      'services[0]: it is an object without a class, not an object of a class. Parameters are filled by class: make one for it. Settings belong into createApp({ config }).',
    ],
    [
      { provide: FileStore, useFactory: () => new FileStore() },
      'services[0]: it is an object without a class, not an object of a class. There are no providers: parameters are filled by class, and the list has the objects. Write what the factory returns, awaited.',
    ],
  ])('says that %p is none', (service, message) => {
    expect(findingsOf({ services: [service as never] })).toEqual([message]);
  });

  it('says that they are no list', () => {
    expect(findingsOf({ services: new FileStore() as never })).toEqual([
      'services: it is no list. Write createApp({ services: [new NoteStore()] }).',
    ]);
  });

  it('says that they are no list, and nothing else, of an object with services in it', () => {
    class Notes {
      @Route('/')
      index(store: FileStore) {
        return typeof store;
      }
    }
    expect(findingsOf({ controllers: [Notes], services: { store: new FileStore() } as never })).toEqual([
      'services: it is no list. Write createApp({ services: [new NoteStore()] }).',
    ]);
  });

  it('leaves alone a plain object that is there to be closed', () => {
    expect(findingsOf({ services: [{ close() {} }] })).toEqual([]);
  });

  it('are asked for by their class', () => {
    expect(() => quietApp([]).service('FileStore' as never)).toThrow(
      "app.service() was given 'FileStore', which is not a class. Write the class of the service: app.service(Mailer).",
    );
  });
});
