import { BeforeRequest, Get, Post, Request, Route, makeResponse } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

class Named {
  @Get('/named/:name')
  show(name: string) {
    return [name];
  }
}

describe("Of Flask's methods,", () => {
  it('methods: GET alone by default, in any case', async () => {
    class Pages {
      @Route('/read')
      @Route('/write', ['post'])
      index(request: Request) {
        return request.method;
      }
    }
    const client = quietApp([Pages]).testClient();
    expect((await client.post('/read')).status).toBe(405);
    expect((await client.post('/write')).text).toBe('POST');
  });

  // Types refuse it; where they do not look, one method is what it says, as a list of one.
  it('methods: a text is one method', async () => {
    class Pages {
      @Route('/', 'POST' as never)
      write() {
        return 'written';
      }
    }
    expect((await quietApp([Pages]).testClient().post('/')).text).toBe('written');
  });

  it('methods: a shortcut with methods is refused at the start', () => {
    class Pages {
      @Get('/', { methods: ['POST'] } as never)
      index() {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Pages] })[0]).toContain('methods');
  });

  it('HEAD: runs the handler of GET, keeps Content-Length and sends no body', async () => {
    const response = await quietApp([Named]).testClient().head('/named/Ada');
    expect([response.status, response.headers['content-length'], response.text]).toEqual([200, '7', '']);
  });

  it('HEAD: a route for it wins', async () => {
    class Pages {
      @Get('/')
      index() {
        return 'page';
      }

      @Route('/', ['HEAD'])
      head() {
        return makeResponse(null, 204);
      }
    }
    expect((await quietApp([Pages]).testClient().head('/')).status).toBe(204);
  });

  it.each([
    ['/n/:page?', '/n', {}],
    ['/n', '/n/', { strictSlashes: false }],
  ])('HEAD: a route for it wins over a GET of several paths, %s', async (path, head, options) => {
    class Pages {
      @Get(path, options)
      list() {
        return 'page';
      }

      @Route(head, ['HEAD'])
      head() {
        return makeResponse(null, 204);
      }
    }
    const client = quietApp([Pages]).testClient();
    expect((await client.head(head)).status).toBe(204);
    expect((await client.head(path === '/n' ? '/n' : '/n/2')).status).toBe(200);
  });

  const hooked: string[] = [];

  class Overlapping {
    @BeforeRequest({ scope: 'app' })
    note({ method }: Request) {
      hooked.push(method);
    }

    @Get('/:name')
    show() {
      return 'shown';
    }

    @Post('/me')
    write() {
      return 'written';
    }
  }

  it('OPTIONS: 200, no body, Allow of all routes for the path; the hooks run, no handler does', async () => {
    const { status, text, headers } = await quietApp([Overlapping]).testClient().options('/me');
    expect([status, text, allowed(headers)]).toEqual([200, '', ['GET', 'HEAD', 'OPTIONS', 'POST']]);
    expect(hooked).toEqual(['OPTIONS']);
  });

  it('OPTIONS: an unknown path is 404', async () => {
    expect((await quietApp([Overlapping]).testClient().options('/a/b')).status).toBe(404);
  });

  it('405: with Allow and a page', async () => {
    const { status, text, headers } = await quietApp([Overlapping]).testClient().delete('/me');
    expect([status, allowed(headers)]).toEqual([405, ['GET', 'HEAD', 'OPTIONS', 'POST']]);
    expect(text).toContain('<h1>Method Not Allowed</h1>');
  });

  it('405: HEAD of a route for POST alone, without a body', async () => {
    class Pages {
      @Post('/')
      write() {
        return 'written';
      }
    }
    const { status, text } = await quietApp([Pages]).testClient().head('/');
    expect([status, text]).toEqual([405, '']);
  });
});

/** The order of Allow says nothing. */
function allowed(headers: Record<string, unknown>): string[] {
  return String(headers['allow']).split(', ').sort();
}
