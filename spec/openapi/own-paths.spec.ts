import { Get, Post } from 'phial';

import { documentOf } from '../support/document-of.js';

describe('A path that is written in the option openapi', () => {
  class Questions {
    @Get('/q')
    index() {
      return [];
    }

    @Post('/q')
    create() {
      return [];
    }
  }

  it('is added to what the app has there, which it may replace', async () => {
    const responses = { 200: { description: 'Success.' } };
    const own = { '/q': { put: { operationId: 'put', responses }, post: { operationId: 'mine', responses } } };
    const { paths } = await documentOf([Questions], { openapi: { paths: own } as never });
    expect([paths['/q'].get.operationId, paths['/q'].put.operationId, paths['/q'].post.operationId]).toEqual([
      'index',
      'put',
      'mine',
    ]);
  });
});
