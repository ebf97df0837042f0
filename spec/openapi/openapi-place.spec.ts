import fp from 'fastify-plugin';
import { createApp, Get } from 'phial';

import { findingsOf } from '../support/findings-of.js';

const info = { title: 'Notes', version: '1.0.0' };

class Notes {
  @Get('/notes')
  index() {
    return [];
  }
}

describe('The path of the page', () => {
  it.each(['/openapi.json', '/openapi.json/'])('is not that of the document: %s', (path) => {
    expect(findingsOf({ controllers: [Notes], openapi: { info, path } })).toEqual([
      `openapi: its path is '${path}', where the document is. Write path: '/docs', or false for no page.`,
    ]);
  });

  it('which a plugin has taken is told when the app starts', async () => {
    const plugin = fp(async (fastify) => {
      fastify.get('/docs/', () => 'Other docs.');
      return Promise.resolve();
    });
    const app = createApp({ controllers: [Notes], plugins: [plugin], openapi: { info }, fastify: { logger: false } });
    await expect(app.ready()).rejects.toThrow('openapi: its page is to be at /docs, and a plugin serves that already');
  });
});
