import { warningsOf } from '../support/warnings-of.js';

describe('A limit of fields', () => {
  it('is warned of when it is larger than a body may be', () => {
    expect(warningsOf({ limits: { field: 5_000_000 } })).toEqual([
      'limits: field is 5000000, and no body is larger than 1048576, nor are all fields of a form together. Write limits: { field: 5000000, body: 5000000 }. (PH424)',
    ]);
  });

  it('may be smaller, or left as it is beside a small body', () => {
    expect(warningsOf({ limits: { field: 5_000_000, body: 8_000_000 } })).toEqual([]);
    expect(warningsOf({ limits: { body: 1000 } })).toEqual([]);
  });
});
