import { z } from 'zod';

// What is the same on both sides.

export const person = z.object({ name: z.string().min(1), email: z.email(), age: z.coerce.number().int().min(0) });

/** Some 200 kB as JSON. */
export const RECORDS = Array.from({ length: 1250 }, (_, index) => ({
  id: index + 1,
  name: `Record ${index + 1}`,
  text: 'Salt & pepper, <b>bold</b> and plain, a line as long as lines are.',
  tags: ['one', 'two', 'three'],
  price: index / 4,
  isSold: index % 3 === 0,
}));

export const FIVE_HUNDRED = Array.from({ length: 500 }, (_, index) => ({
  id: index + 1,
  name: `Row <${index + 1}>`,
  text: 'Salt & pepper, <b>bold</b> and plain, a line as long as lines are.',
}));

/** What a database would be. */
export function later<Value>(value: Value): Promise<Value> {
  return Promise.resolve(value);
}
