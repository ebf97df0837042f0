import { Controller, Get } from 'phial';

import { documentOf } from '../support/document-of.js';

describe('An operationId that is written', () => {
  @Controller('/notes')
  class Notes {
    @Get('/list')
    list() {
      return [];
    }

    @Get('/all', { openapi: { operationId: 'list' } })
    all() {
      return [];
    }
  }

  class Others {
    @Get('/others', { openapi: { operationId: 'notes.list' } })
    others() {
      return [];
    }
  }

  it('is kept where a method of that name stands further up', async () => {
    const { paths } = await documentOf([Notes]);
    expect(['/notes/all', '/notes/list'].map((path) => paths[path].get.operationId)).toEqual(['list', 'notes.list']);
  });

  it('is kept where an endpoint has that name', async () => {
    const { paths } = await documentOf([Notes, Others]);
    expect(['/others', '/notes/list'].map((path) => paths[path].get.operationId)).toEqual([
      'notes.list',
      'notes.list.get',
    ]);
  });
});
