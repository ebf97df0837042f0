import { Abort, Controller, Request, Route, type App, type TestResponse } from 'phial';
import { quietApp } from '../support/quiet-app.js';

@Controller('/notes')
class Notes {
  @Route('/abort', ['GET', 'POST'])
  abort() {
    throw new Abort(409, 'Two <b>cooks</b>.', { recipes: [1, 2] });
  }

  @Route('/plain', ['GET', 'POST'])
  plain(_request: Request) {
    throw new Abort(403);
  }

  @Route('/crash')
  crash() {
    throw Object.assign(new Error('password=hunter2'), {
      statusCode: 404,
      status: 404,
      headers: { 'x-leak': 'hunter2' },
    });
  }
}

function app(): App {
  return quietApp([Notes]);
}

const get = (path: string, accept?: string): Promise<TestResponse> =>
  app()
    .testClient()
    .get(path, { headers: accept === undefined ? {} : { accept } });

const JSON_TYPE = 'application/problem+json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';

describe('An error without a handler', () => {
  it('is a small page, its message escaped', async () => {
    const { status, headers, text } = await get('/notes/abort');
    expect([status, headers['content-type']]).toEqual([409, HTML_TYPE]);
    expect(text).toContain('<title>409 Conflict</title>');
    expect(text).toContain('<h1>Conflict</h1>\n<p>Two &lt;b&gt;cooks&lt;/b&gt;.</p>');
  });

  it("has the title of its own class, not that of its status's page", async () => {
    class Teapot extends Abort {
      override readonly title: string = 'Short and stout';
      override message = this.title;
    }
    @Controller()
    class Pages {
      @Route('/usual')
      usual() {
        throw new Abort(418);
      }

      @Route('/own')
      own() {
        throw new Teapot(418);
      }
    }
    const client = quietApp([Pages]).testClient();
    expect((await client.get('/usual')).text).toContain('<title>418 I&#39;m a Teapot</title>');
    expect((await client.get('/own')).text).toContain('<title>418 Short and stout</title>');
    expect((await client.get('/usual')).text).toContain('<title>418 I&#39;m a Teapot</title>');
  });

  it('is RFC 9457 problem details for a client that prefers JSON', async () => {
    const { status, headers, json } = await get('/notes/abort', 'application/json');
    expect([status, headers['content-type']]).toEqual([409, JSON_TYPE]);
    expect(json()).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Two <b>cooks</b>.',
      instance: '/notes/abort',
      recipes: [1, 2],
    });
  });

  it('has no detail beside its title when it was given none', async () => {
    expect((await get('/notes/plain', 'application/json')).json()).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      instance: '/notes/plain',
    });
  });

  it('names the path as a URI reference, percent-encoded, without the query', async () => {
    const { json } = await get('/notes/n%C3%B8%20%0A?token=hunter2', 'application/json');
    expect(json().instance).toBe('/notes/n%C3%B8%20%0A');
  });

  it.each([
    [undefined, HTML_TYPE],
    ['', HTML_TYPE],
    ['*/*', HTML_TYPE],
    ['text/html', HTML_TYPE],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', HTML_TYPE],
    ['text/html, application/json', HTML_TYPE],
    ['application/json;q=0.5, text/html;q=0.6', HTML_TYPE],
    ['image/png', HTML_TYPE],
    ['application/json;q=0', HTML_TYPE],
    ['nonsense', HTML_TYPE],
    ['application/json', JSON_TYPE],
    ['APPLICATION/JSON', JSON_TYPE],
    ['application/json, text/plain, */*', JSON_TYPE],
    ['application/problem+json', JSON_TYPE],
    ['application/vnd.api+json', JSON_TYPE],
    ['application/hal+json, */*;q=0.1', JSON_TYPE],
    ['application/json, text/html', JSON_TYPE],
    ['application/json;q=0.6, text/html;q=0.5', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['text/html;q=0, */*', JSON_TYPE],
  ])('for Accept: %s is %s', async (accept, type) => {
    expect((await get('/notes/plain', accept)).headers['content-type']).toBe(type);
  });

  it.each([
    ['*/*', 'application/json', JSON_TYPE],
    ['*/*', 'application/merge-patch+json; charset=utf-8', JSON_TYPE],
    [undefined, 'application/json', JSON_TYPE],
    ['*/*;q=0.8', 'application/json', JSON_TYPE],
    ['text/html', 'application/json', HTML_TYPE],
    ['text/html, */*;q=0.1', 'application/json', HTML_TYPE],
    ['*/*', 'text/plain', HTML_TYPE],
  ])('for Accept: %s and a body of %s is %s', async (accept, type, expected) => {
    const headers = { 'content-type': type, ...(accept !== undefined && { accept }) };
    expect((await app().testClient().post('/notes/plain', { body: '{}', headers })).headers['content-type']).toBe(
      expected,
    );
  });

  it('tells caches that it depends on Accept', async () => {
    expect((await get('/nowhere')).headers['vary']).toBe('Accept');
  });

  it('may be a 404, a 405 or a malformed path', async () => {
    expect((await get('/nowhere', 'application/json')).json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      instance: '/nowhere',
    });
    const { headers, json } = await app()
      .testClient()
      .delete('/notes/plain', { headers: { accept: 'application/json' } });
    expect([headers['allow'], json().title]).toEqual(['GET, POST, HEAD, OPTIONS', 'Method Not Allowed']);
    expect((await get('/%zz', 'application/json')).json()).toMatchObject({
      title: 'Bad Request',
      status: 400,
      instance: '/%zz',
    });
  });

  it('has no body for HEAD', async () => {
    const { status, text, headers } = await app().testClient().head('/notes/plain');
    expect([status, text, Number(headers['content-length']) > 100]).toEqual([403, '', true]);
  });

  describe('that nobody foresaw', () => {
    it.each(['text/html', 'application/json'])('tells nothing of itself: %s', async (accept) => {
      const { status, headers, text } = await get('/notes/crash', accept);
      expect([status, JSON.stringify(headers) + text]).toEqual([500, expect.not.stringContaining('hunter2')]);
    });

    it('is a 500 whatever status and headers it says it has', async () => {
      const { status, json, headers } = await get('/notes/crash', 'application/json');
      expect([status, headers['x-leak']]).toEqual([500, undefined]);
      expect(json()).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        instance: '/notes/crash',
      });
    });
  });
});
