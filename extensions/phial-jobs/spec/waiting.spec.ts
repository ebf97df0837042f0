import { Waiting } from '../src/waiting.js';

describe('Those that wait', () => {
  it('are taken in the order in which they came', () => {
    const waiting = new Waiting<number>();
    for (const one of [1, 2, 3]) waiting.add(one);
    expect([waiting.take(), waiting.take()]).toEqual([1, 2]);
    waiting.add(4);
    expect(waiting.size).toBe(2);
    expect([waiting.take(), waiting.take(), waiting.take(), waiting.size]).toEqual([3, 4, undefined, 0]);
  });

  it('may be very many', () => {
    const waiting = new Waiting<number>();
    for (let one = 0; one < 300_000; one++) waiting.add(one);
    let sum = 0;
    for (let one = waiting.take(); one !== undefined; one = waiting.take()) sum += one;
    expect(sum).toBe((300_000 * 299_999) / 2);
  });
});
