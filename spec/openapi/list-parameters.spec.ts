import { Get, Query } from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

describe('A list in the query', () => {
  class Search extends Query(
    z.object({
      tags: z.array(z.string()).meta({ id: 'Tags' }),
      names: z.array(z.string()).nullable(),
      some: z.array(z.string()).min(1).nullable(),
    }),
  ) {}

  class Notes {
    @Get('/')
    index({ tags, names }: Search) {
      return { tags, names };
    }
  }

  it('is required by the document where it must not be empty, named and nullable ones included', async () => {
    const { paths } = await documentOf([Notes]);
    const parameters = paths['/'].get.parameters as { name: string; required: boolean }[];
    expect(parameters.filter(({ required }) => required).map(({ name }) => name)).toEqual(['some']);
    expect((await quietApp([Notes]).testClient().get('/?some=a')).json()).toEqual({ tags: [], names: [] });
  });
});
