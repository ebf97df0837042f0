import { Controller, Get } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

class Store {
  all(): string[] {
    return ['Hello'];
  }
}

describe('A field of a controller', () => {
  it('is warned of when a handler goes on from it, and nothing sets it', () => {
    class Notes {
      private readonly store!: Store;

      @Get('/')
      index() {
        return this.store.all();
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it reads this.store, which nothing sets: no field is filled, and no decorator fills one. Let the constructor take it: constructor(private readonly store: Store) {}. (PH710)',
    ]);
  });

  it('is set by its constructor, its own line, a base class, another method or an accessor', () => {
    class Base {
      protected readonly inherited = new Store();
    }

    @Controller()
    class Notes extends Base {
      private readonly own = new Store();
      private later!: Store;

      constructor(private readonly given: Store) {
        super();
      }

      private get made(): Store {
        return this.own;
      }

      open(): void {
        this.later = new Store();
      }

      @Get('/')
      index() {
        return [this.given.all(), this.own.all(), this.inherited.all(), this.later.all(), this.made.all()];
      }
    }
    expect(warningsOf({ controllers: [Notes], services: [new Store()] })).toEqual([]);
  });

  it('may be there or not where the source says so, or where something else is this', () => {
    function fill(target: object): void {
      Object.assign(target, { store: new Store() });
    }
    class Notes {
      private readonly store?: Store;

      @Get('/')
      index() {
        const ask = function (this: { name: string }): number {
          return this.name.length;
        };
        return [this.store?.all() ?? [], ask.call({ name: 'x' })];
      }
    }
    class Filled {
      private readonly store!: Store;

      constructor() {
        fill(this);
      }

      @Get('/filled')
      index() {
        return this.store.all();
      }
    }
    expect(warningsOf({ controllers: [Notes, Filled] })).toEqual([]);
  });

  it('is looked for on an object that was given', () => {
    class Notes {
      store!: Store;

      @Get('/')
      index() {
        return this.store.all();
      }
    }
    const notes = new Notes();
    notes.store = new Store();
    expect(warningsOf({ controllers: [notes] })).toEqual([]);
  });
});
