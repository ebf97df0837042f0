import { Controller, Get, Request } from 'phial';

import { quietApp } from '../support/quiet-app.js';

@Controller()
class Pages {
  @Get('/page')
  page(request: Request) {
    return { json: request.prefersJson };
  }

  @Get('/api/thing')
  thing(request: Request) {
    return { json: request.prefersJson };
  }
}

describe('request.prefersJson', () => {
  const client = quietApp([Pages], {
    openapi: { info: { title: 'Things', version: '1' }, routes: '/api' },
  }).testClient();

  it.each([
    ['/page', '*/*', false],
    ['/page', 'text/html,application/xhtml+xml', false],
    ['/page', 'application/json', true],
    ['/api/thing', '*/*', true],
    ['/api/thing', 'text/html,application/xhtml+xml', false],
  ])('of %s, by a client that takes %s, is %p', async (path, accept, json) => {
    expect((await client.get(path, { headers: { accept } })).json()).toEqual({ json });
  });
});
