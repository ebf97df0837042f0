import { Controller, Get } from 'phial';

import { quietApp } from '../support/quiet-app.js';

class Store {
  all() {
    return [1, 2];
  }
}

@Controller()
class Stored {
  constructor(protected readonly store: Store) {}
}

async function textOf(controller: object): Promise<string> {
  return (
    await quietApp([controller], { services: [new Store()] })
      .testClient()
      .get('/')
  ).text;
}

describe('A controller without a constructor', () => {
  it('may have a class within a method that has one', async () => {
    class Notes {
      @Get('/')
      index() {
        class Row {
          constructor(readonly id: number) {}
        }
        return [new Row(1)];
      }
    }
    expect(await textOf(Notes)).toBe('[{"id":1}]');
  });

  it('has that of its base class, whatever stands in its methods', async () => {
    class Notes extends Stored {
      @Get('/')
      index() {
        class Row {
          constructor(readonly id: number) {}
        }
        return this.store.all().map((id) => new Row(id));
      }
    }
    expect(await textOf(Notes)).toBe('[{"id":1},{"id":2}]');
  });

  it('may have an object with a method of that name, and speak of constructors', async () => {
    class Notes {
      @Get('/')
      index() {
        // constructor(a)
        const one = { constructor: (a: string): string => a };
        const other = {
          constructor(a: string) {
            return `constructor(${`(${a})`})`;
          },
        };
        return one.constructor(other.constructor('a'));
      }
    }
    expect(await textOf(Notes)).toBe('constructor((a))');
  });
});

describe("A controller's own constructor", () => {
  it('counts, though another stands before it', async () => {
    @Controller()
    class Notes {
      static rowOf(id: number) {
        class Row {
          constructor(
            readonly id: number,
            readonly text: string,
          ) {}
        }
        return new Row(id, 'a');
      }

      constructor(private readonly store: Store) {}

      @Get('/')
      index() {
        return this.store.all().map((id) => Notes.rowOf(id));
      }
    }
    expect(await textOf(Notes)).toBe('[{"id":1,"text":"a"},{"id":2,"text":"a"}]');
  });

  it('counts, though it takes nothing and its base class has one that does', async () => {
    class Empty extends Store {
      override all() {
        return [];
      }
    }
    class Notes extends Stored {
      static readonly names = { of: () => 'Notes' };

      constructor() {
        super(new Empty());
      }

      @Get('/')
      index() {
        return this.store.all();
      }
    }
    expect(await textOf(Notes)).toBe('[]');
  });
});
