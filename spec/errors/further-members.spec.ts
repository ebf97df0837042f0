import { abort, createApp, Route } from 'phial';
import * as v from 'valibot';

import { loggedBy } from '../support/log-of.js';

/** What a client that wants JSON gets of an Abort with a member `balance`, and what is logged. */
async function outcomeOf(balance: unknown): Promise<unknown[]> {
  class Accounts {
    @Route('/')
    take() {
      abort(409, 'Too little', { balance, currency: 'EUR' });
    }
  }
  const { logger, entries } = loggedBy();
  const client = createApp({ controllers: [Accounts], fastify: { logger } }).testClient();
  const { status, text } = await client.get('/', { headers: { accept: 'application/json' } });
  return [status, JSON.parse(text), entries.map(({ err }) => err?.message)];
}

describe('A further member of an Abort', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;

  it.each([
    ['a bigint', 10n, 'there is a bigint in it. Convert it: String(id).'],
    ['a circle', circle, 'it contains itself. Write what the client needs of it: { id: user.id }.'],
    [
      'a promise',
      Promise.resolve(1),
      'There is one of the class Promise at .balance, which JSON would lose. Await it first.',
    ],
    [
      'a Map',
      { in: new Map() },
      'There is one of the class Map at .balance.in, which JSON would lose. Write Object.fromEntries(map).',
    ],
    [
      'an Error',
      new Error('inner'),
      'There is one of the class Error at .balance, which JSON would lose. Write error.message, or throw it.',
    ],
    [
      'an Error with fields of its own',
      [Object.assign(new Error('inner'), { path: '/srv/secret' })],
      'There is one of the class Error at .balance[0], which JSON would lose. Write error.message, or throw it.',
    ],
  ])('is a 500, of which the log tells, when it is %s', async (_what, balance, why) => {
    const told = `The member 'balance' of an Abort(409) of Accounts.take cannot be JSON: ${why}`;
    expect(await outcomeOf(balance)).toEqual([500, expect.objectContaining({ status: 500 }), [told]]);
  });

  it('may be the issues of a schema, whose functions are left out', async () => {
    const schema = v.object({
      n: v.pipe(
        v.string(),
        v.minLength(2),
        v.check(() => false, 'It is odd'),
      ),
    });
    const { issues } = v.safeParse(schema, { n: 'abc' });
    const told = { message: 'It is odd', path: [expect.objectContaining({ key: 'n', input: { n: 'abc' } })] };
    expect(typeof issues![0].requirement).toBe('function');
    expect(await outcomeOf([...issues!, {}])).toEqual([
      409,
      expect.objectContaining({ balance: [expect.objectContaining(told), {}] }),
      [],
    ]);
  });

  it('may be an object without members', async () => {
    expect(await outcomeOf({})).toEqual([409, expect.objectContaining({ balance: {}, currency: 'EUR' }), []]);
  });
});
