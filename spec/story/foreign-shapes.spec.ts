import { createApp, ErrorHandler, makeResponse, Response, Route } from 'phial';

import { loggedBy } from '../support/log-of.js';

/** What is logged of a handler that is called twice and returns a value. */
async function warningsOf(value: object, debug = true): Promise<string[]> {
  class Notes {
    @Route('/')
    add() {
      return value;
    }
  }
  const { logger, entries } = loggedBy();
  const client = createApp({ controllers: [Notes], debug, fastify: { logger } }).testClient();
  await client.get('/');
  await client.get('/');
  return entries.map(({ msg }) => msg);
}

describe('Data that is a response in other frameworks', () => {
  it('is told of once, in debug mode', async () => {
    expect(await warningsOf({ statusCode: 201, body: 'made' })).toEqual([
      'Notes.add returned an object with the status 201 in it, which is data here: it is sent as JSON, with status 200. For that status write makeResponse(body, 201).',
    ]);
    expect(await warningsOf({ statusCode: 201, body: 'made' }, false)).toEqual([]);
  });

  it.each([
    ['AWS Lambda', { statusCode: 404, headers: {}, body: '{}' }],
    ['Nest', { statusCode: 404, message: 'No such note', error: 'Not Found' }],
    ['Express', { status: 404, message: 'No such note' }],
    ['Azure', { status: 404, jsonBody: {} }],
    ['Flask', [{ error: 'No such note' }, 404]],
  ])('is what one returns in %s', async (_what, value) => {
    expect(await warningsOf(value)).toEqual([
      expect.stringMatching(/^Notes\.add returned .* the status 404 .*abort\(404, message\)/),
    ]);
  });

  it.each([
    ['a status of its own', { status: 'done', message: 'x' }],
    ['a number that is called status', { status: 200, id: 1 }],
    ['a status beside other members', { statusCode: 200, body: 'x', url: '/' }],
    ['the number of a state', { status: 300, message: 'x' }],
    ['a list of numbers', [1, 404]],
    ['a longer list', ['a', 404, 'b', 404]],
    ['a response', new Response({ status: 404 })],
  ])('is not all data: %s', async (_what, value) => {
    expect(await warningsOf(value)).toEqual([]);
  });

  it('is told of an error handler, by its name', async () => {
    class FullError extends Error {}
    class Notes {
      @Route('/')
      add(): string {
        throw new FullError();
      }

      @ErrorHandler(FullError)
      full() {
        return { status: Number('409'), message: 'There is no room.' };
      }
    }
    const { logger, entries } = loggedBy();
    await createApp({ controllers: [Notes], debug: true, fastify: { logger } })
      .testClient()
      .get('/');
    expect(entries.map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^Notes\.full returned .* the status 409 in it, .* with status 500\./),
    ]);
  });

  it('is meant so when it tells the status that it is sent with', async () => {
    class Notes {
      @Route('/')
      add() {
        return makeResponse({ statusCode: 409, message: 'There is no room.' }, 409);
      }
    }
    const { logger, entries } = loggedBy();
    await createApp({ controllers: [Notes], debug: true, fastify: { logger } })
      .testClient()
      .get('/');
    expect(entries).toEqual([]);
  });
});
