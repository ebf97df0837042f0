import { redirect, Redirect, Request, Response, Route, type TestRequestOptions } from 'phial';
import { quietApp } from '../support/quiet-app.js';

class Redirects {
  @Route('/from/:status', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
  from(status: number) {
    throw new Redirect('/to?a=1#top', status);
  }

  @Route('/to', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
  to(request: Request) {
    const { method, data, mimetype, args, form, headers } = request;
    return {
      method,
      data,
      mimetype,
      args: [...args],
      form: [...form],
      tag: headers.get('x-tag'),
      authorization: headers.get('authorization'),
    };
  }

  @Route('/around')
  around() {
    redirect('/around');
  }

  @Route('/count/:left')
  count(left: number) {
    return left === 0 ? 'arrived' : redirect(`/count/${left - 1}`);
  }

  @Route('/relative/a')
  relative() {
    redirect('b?c=1');
  }

  @Route('/relative/b')
  arrived(request: Request) {
    return request.url;
  }

  @Route('/away')
  away() {
    redirect('http://evil.example/');
  }

  @Route('/self')
  self(request: Request) {
    redirect(`${request.scheme}://${request.host}/relative/b`);
  }

  @Route('/login')
  login() {
    throw new Redirect('/whoami', 303, new Response(null).setCookie('user', 'ann'));
  }

  @Route('/whoami')
  whoami(request: Request) {
    return request.cookies.get('user', 'nobody');
  }

  @Route('/*')
  lowered({ path }: Request) {
    return path === path.toLowerCase() ? path : redirect(path.toLowerCase());
  }

  @Route('/created', ['POST'])
  created() {
    return new Response('created', { status: 201, headers: { location: '/to' } });
  }
}

const app = quietApp([Redirects], { fastify: { trustProxy: true } });
const client = app.testClient();
const follow = (path: string, options: TestRequestOptions = {}, method = 'GET') =>
  client.request(method, path, { ...options, followRedirects: true });

describe('A redirect in a test', () => {
  it('is not followed unless asked for', async () => {
    expect(await client.get('/from/302')).toMatchObject({ status: 302, location: '/to?a=1#top', history: [] });
  });

  it('is followed with its query, and without its fragment', async () => {
    expect((await follow('/from/302')).json()).toMatchObject({ method: 'GET', args: [['a', '1']] });
  });

  it('is followed from a path that begins with two slashes', async () => {
    const { text, history } = await follow('//other.example/A');
    expect(history.map(({ location }) => location)).toEqual(['/other.example/a']);
    expect(text).toBe('/other.example/a');
  });

  it('stays in the history', async () => {
    const { history } = await follow('/count/3');
    expect(history.map(({ status, location }) => [status, location])).toEqual([
      [302, '/count/2'],
      [302, '/count/1'],
      [302, '/count/0'],
    ]);
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [301, 'PUT', 'PUT'],
    [302, 'DELETE', 'DELETE'],
    [303, 'PUT', 'GET'],
    [303, 'DELETE', 'GET'],
    [307, 'PATCH', 'PATCH'],
    [303, 'GET', 'GET'],
  ])('of status %i makes a %s a %s', async (status, method, next) => {
    expect((await follow(`/from/${status}`, {}, method)).json().method).toBe(next);
  });

  it.each([301, 302, 303, 307, 308])('of status %i leaves a HEAD a HEAD', async (status) => {
    expect(await follow(`/from/${status}`, {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  it.each([307, 308])('of status %i repeats the body', async (status) => {
    expect((await follow(`/from/${status}`, { form: { b: 2 } }, 'POST')).json()).toMatchObject({
      form: [['b', '2']],
      mimetype: 'application/x-www-form-urlencoded',
    });
  });

  it.each([301, 302, 303])('of status %i drops the body, and what described it', async (status) => {
    expect((await follow(`/from/${status}`, { json: { b: 2 } }, 'POST')).json()).toMatchObject({
      data: '',
      mimetype: '',
    });
  });

  it.each([302, 307])('of status %i keeps the other headers, and drops the query of before', async (status) => {
    const options: TestRequestOptions = { query: { b: 2 }, headers: { 'x-tag': 'a' }, auth: ['ann', 'secret'] };
    expect((await follow(`/from/${status}`, options, 'POST')).json()).toMatchObject({
      tag: 'a',
      args: [['a', '1']],
      authorization: expect.stringMatching(/^Basic /),
    });
  });

  it('takes cookies along', async () => {
    expect((await follow('/login')).text).toBe('ann');
  });

  it('may be relative to the page', async () => {
    expect((await follow('/relative/a')).text).toBe('http://localhost/relative/b?c=1');
  });

  it.each([
    ['its own host', 'http://localhost/self', {}, 'http://localhost/relative/b'],
    ['a host that the path named', 'http://example.com:8080/self', {}, 'http://example.com:8080/relative/b'],
    ['a host that a header named', '/self', { host: 'example.com' }, 'http://example.com/relative/b'],
    ['https, behind a proxy', '/self', { 'x-forwarded-proto': 'https' }, 'https://localhost/relative/b'],
  ])('may be a whole URL of %s', async (_what, path, headers: Record<string, string>, url) => {
    expect((await follow(path, { headers })).text).toBe(url);
  });

  it('cannot be followed to another site', async () => {
    await expect(follow('/away')).rejects.toThrow(
      'The redirect to http://evil.example/ leads to another site, where a test client cannot follow.',
    );
  });

  it('is followed twenty times, and no more', async () => {
    expect((await follow('/count/20')).text).toBe('arrived');
    await expect(follow('/count/21')).rejects.toThrow('More than 20 redirects, the last to /count/0.');
  });

  it('is an error when it goes round in circles', async () => {
    await expect(follow('/around')).rejects.toThrow('More than 20 redirects, the last to /around.');
  });

  it('is not what the Location of a 201 is', async () => {
    expect(await follow('/created', {}, 'POST')).toMatchObject({ status: 201, location: '/to' });
  });
});
