import { abort, Controller, Get, Post } from 'phial';

import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

const info = { title: 'Notes', version: '1.0.0' };

@Controller('/api/notes')
class Notes {
  @Get('/:id')
  show(id: number) {
    return abort(404, `There is no note ${id}.`);
  }

  @Post('/', { openapi: false })
  hidden() {
    return abort(400);
  }
}

class Pages {
  @Get('/')
  index() {
    return abort(404);
  }

  @Get('/apis')
  others() {
    return abort(404);
  }
}

const PROBLEM = 'application/problem+json; charset=utf-8';
const app = quietApp([Notes, Pages], { openapi: { info, routes: '/api' } });
const client = app.testClient();

async function typeOf(path: string, accept?: string): Promise<string | undefined> {
  const { headers } = await client.get(path, accept === undefined ? {} : { headers: { accept } });
  return headers['content-type'] as string;
}

describe('The routes of the document', () => {
  it('are those below openapi.routes', async () => {
    const { paths } = await documentOf([Notes, Pages], { openapi: { routes: '/api' } } as never);
    expect(Object.keys(paths)).toEqual(['/api/notes/{id}']);
  });
});

describe('An error of the API', () => {
  it.each([
    ['a route', '/api/notes/3'],
    ['a variable that does not convert', '/api/notes/x'],
    ['an unknown path below openapi.routes', '/api/unknown'],
    ['a path that cannot be read', '/api/%zz'],
  ])('is problem+json: %s', async (_what, path) => {
    expect(await typeOf(path)).toBe(PROBLEM);
    expect(await typeOf(path, '*/*')).toBe(PROBLEM);
    expect(await typeOf(path, 'image/png')).toBe(PROBLEM);
    expect(await typeOf(path, '*/*;q=0.5')).toBe(PROBLEM);
  });

  it.each(['text/html', 'text/html,application/xhtml+xml,*/*;q=0.8', 'text/html, application/json;q=0.5'])(
    'is a page where HTML is preferred: %s',
    async (accept) => {
      expect(await typeOf('/api/notes/3', accept)).toMatch(/^text\/html/);
    },
  );

  it('is problem+json below routes with a variable', async () => {
    @Controller('/:tenant/api')
    class Tenants {
      @Get('/notes')
      index(tenant: string) {
        return tenant;
      }
    }
    const tenants = quietApp([Tenants], { openapi: { info, routes: '/:tenant/api' } }).testClient();
    expect((await tenants.get('/ann/api/unknown')).headers['content-type']).toBe(PROBLEM);
    expect((await tenants.get('/ann/apis')).headers['content-type']).toMatch(/^text\/html/);
  });

  it('is problem+json for another method, too', async () => {
    const all = quietApp([Notes], { openapi: { info } }).testClient();
    const { status, headers } = await all.delete('/api/notes/3');
    expect([status, headers['content-type']]).toEqual([405, PROBLEM]);
    expect((await all.get('/unknown')).headers['content-type']).toMatch(/^text\/html/);
  });

  it('is a page elsewhere', async () => {
    expect(await typeOf('/')).toMatch(/^text\/html/);
    expect(await typeOf('/apis')).toMatch(/^text\/html/);
    expect(await typeOf('/unknown')).toMatch(/^text\/html/);
    expect((await client.post('/api/notes/')).headers['content-type']).toMatch(/^text\/html/);
  });
});
