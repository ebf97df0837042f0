import { markAsPhials } from '../plain/copies.js';

/** A body whose bytes and type depend on the request: a template, a file. It is finished when the request is known. */
export abstract class Unfinished {
  /** Keeps other objects from passing for one. */
  protected readonly unfinished = true;

  /** Inside text it has no place. @internal */
  toString(): string {
    throw new TypeError('A whole answer stands inside text. Return it alone.');
  }
}

markAsPhials(Unfinished);
