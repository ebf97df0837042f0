import { type } from 'arktype';
import { Get, Query } from 'phial';
import { z } from 'zod';

import { changesFrom } from '../support/changes-from.js';
import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

describe('Fields of the query that have no names of their own', () => {
  class Filters extends Query(z.record(z.string(), z.string()).describe('What to look for.')) {}
  class Words extends Query(type({ '[string]': 'string' })) {}
  class Paging extends Query(z.object({ words: z.string().optional() }).catchall(z.string())) {}
  class Loose extends Query(z.looseObject({ page: z.string().optional() })) {}

  class Notes {
    @Get('/filters')
    filters(filters: Filters) {
      return { ...filters };
    }

    @Get('/words')
    words(words: Words, _paging: Paging) {
      return { ...words };
    }

    @Get('/loose')
    loose(_loose: Loose) {
      return {};
    }
  }

  it('are an object of the document, whose members are fields of the query', async () => {
    expect((await quietApp([Notes]).testClient().get('/filters?a=1&b=2')).json()).toEqual({ a: '1', b: '2' });
    expect((await documentOf([Notes])).paths['/filters'].get.parameters).toEqual([
      {
        name: 'filters',
        in: 'query',
        required: false,
        description: 'What to look for.',
        style: 'form',
        explode: true,
        schema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: { type: 'string' } },
      },
    ]);
  });

  it('stand beside those that have one, whose names they leave alone', async () => {
    const parameters = (await documentOf([Notes])).paths['/words'].get.parameters as { name: string }[];
    expect(parameters.map(({ name }) => name)).toEqual(['words_', 'words', 'paging']);
  });

  it('are not told of where a schema only lets them through', async () => {
    const parameters = (await documentOf([Notes])).paths['/loose'].get.parameters as { name: string }[];
    expect(parameters.map(({ name }) => name)).toEqual(['page']);
  });

  it('break clients when they take less than before', async () => {
    const before = { query: z.record(z.string(), z.string()) };
    expect(await changesFrom(before, { query: z.record(z.string(), z.enum(['a'])) })).toEqual([
      expect.stringMatching(/^breaks: POST \/notes\/: the query parameter 'options'\.\* is one of "a" now$/),
    ]);
  });
});
