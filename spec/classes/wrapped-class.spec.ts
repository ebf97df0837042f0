import { Controller, createApp, Get } from 'phial';

import { findingsOf } from '../support/findings-of.js';

function Timed<Type>(base: Type): Type {
  return class extends (base as new (...given: unknown[]) => object) {
    readonly made = 1;
  } as Type;
}

describe('A class without a name that a decorator puts in the place of a controller', () => {
  it('has the name of its endpoints', () => {
    @Timed
    @Controller('/things', { name: 'stuff' })
    class Things {
      @Get('/')
      index() {
        return 'x';
      }
    }
    expect(createApp({ controllers: [Things] }).urlFor('stuff.index')).toBe('/things/');
  });

  it('has the name of the class', () => {
    @Timed
    @Controller('/things')
    class Things {
      @Get('/')
      index() {
        return 'x';
      }
    }
    expect(createApp({ controllers: [Things] }).urlFor('things.index')).toBe('/things/');
  });

  it('is told of by the name of the class', () => {
    @Timed
    @Controller('things')
    class Things {
      @Get('/')
      index() {
        return 'x';
      }
    }
    expect(findingsOf({ controllers: [Things] })).toEqual([
      "Things: its prefix 'things' has no leading slash. Write @Controller('/things').",
    ]);
  });
});
