import { markAsPhials } from '../plain/copies.js';

/** JSON asks the `toJSON()` of a value, and not that of what it gives: then it comes upon this one among the members. */
const NO_DATA = {
  toJSON(): never {
    throw new TypeError(
      'A toJSON() gave a whole answer, of render() or sendFile(), where data is sent. Return it alone.',
    );
  },
};

/** A body whose bytes and type depend on the request: a template, a file. It is finished when the request is known. */
export abstract class Unfinished {
  /** Keeps other objects from passing for one. */
  protected readonly unfinished: object = NO_DATA;

  /** Inside text it has no place. @internal */
  toString(): string {
    throw new TypeError('A whole answer stands inside text. Return it alone.');
  }
}

markAsPhials(Unfinished);
