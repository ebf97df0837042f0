import { Get, Request } from 'phial';

import { findingsOf } from '../support/findings-of.js';

function mixed<Base extends new () => object>(base: Base): Base {
  return base;
}

describe('A method without types', () => {
  it('has a class inside it, where others of its class have theirs', () => {
    class Notes {
      @Get('/typed')
      typed(request: Request) {
        return request.path;
      }

      show(request: Request) {
        class Local extends mixed(Object) {
          name() {
            return request.path;
          }
        }
        return new Local().name();
      }
    }
    // As oxc compiles it: without metadata.
    Get('/')(Notes.prototype, 'show', Object.getOwnPropertyDescriptor(Notes.prototype, 'show')!);
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringMatching(/^Notes\.show: .* A class inside this method makes the loader lose its types: move it out/),
    ]);
  });
});
