import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, Get, Post, Request } from 'phial';

import { quietApp } from '../support/quiet-app.js';

@Controller('/notes')
class Notes {
  @Get('/')
  index(request: Request) {
    return request.urlFor('.show', { id: 1 }, { external: request.args.has('external') });
  }

  @Get('/:id')
  show(id: number) {
    return [id];
  }

  @Get('/named/:name')
  named(name: string) {
    return [name];
  }

  @Get('/read')
  @Post('/write')
  both() {
    return '';
  }

  @Get('/:page(^(?:about|help)$)/any')
  any(page: string) {
    return [page];
  }
}

const app = quietApp([Notes], { baseUrl: 'https://example.com' });

describe("Of Flask's url_for(),", () => {
  it('Basics: in a request, a path', async () => {
    expect((await quietApp([Notes]).testClient().get('/notes/')).text).toBe('/notes/1');
  });

  it('Basics: in a request, the path that the app lives below comes first', async () => {
    expect((await quietApp([Notes], { basePath: '/blog' }).testClient().get('/notes/')).text).toBe('/blog/notes/1');
  });

  // DESIGN §16: a path unless `external` or `scheme` ask for more, outside a request, too.
  it('Basics: outside a request, a path; a whole URL needs baseUrl', () => {
    expect(app.urlFor('notes.index')).toBe('/notes/');
    expect(app.urlFor('notes.index', {}, { external: true })).toBe('https://example.com/notes/');
    expect(() => quietApp([Notes]).urlFor('notes.index', {}, { external: true })).toThrow('baseUrl');
  });

  it.each<[object, string]>([
    [{ a: 1, b: 'x y' }, '?a=1&b=x%20y'],
    [{ a: [1, 2] }, '?a=1&a=2'],
    [{ a: null, b: undefined }, ''],
    [{ b: '' }, '?b='],
    [{ a: true }, '?a=true'],
  ])('Unknown values: go to the query, %j', (values, query) => {
    expect(app.urlFor('notes.index', { ...values }).replace('+', '%20')).toBe(`/notes/${query}`);
  });

  it('_anchor: percent-encoded', () => {
    expect(app.urlFor('notes.index', {}, { anchor: 'x y' })).toBe('/notes/#x%20y');
  });

  it('_external: has the scheme and the host of the request', async () => {
    const client = quietApp([Notes]).testClient();
    expect((await client.get('http://sub.example.com/notes/?external')).text).toBe('http://sub.example.com/notes/1');
  });

  it('_scheme: makes a whole URL, and throws with external: false', () => {
    expect(app.urlFor('notes.index', {}, { scheme: 'http' })).toBe('http://example.com/notes/');
    expect(() => app.urlFor('notes.index', {}, { scheme: 'http', external: false })).toThrow('external');
  });

  it('_method: chooses the route that takes that method', () => {
    expect(app.urlFor('notes.both', {}, { method: 'POST' })).toBe('/notes/write');
  });

  it('.name: is of the same controller', async () => {
    expect((await app.testClient().get('/notes/')).text).toBe('/notes/1');
  });

  // Better than Flask, which writes URLs that it does not serve.
  it('Path values: a slash is encoded, so that the URL is served', async () => {
    const url = app.urlFor('notes.named', { name: 'a/b' });
    expect(url).toBe('/notes/named/a%2Fb');
    expect((await app.testClient().get(url)).json()).toEqual(['a/b']);
  });

  it('Path values: nothing is no value', () => {
    expect(() => app.urlFor('notes.named', { name: '' })).toThrow('name');
  });

  it('Path values: what the expression of a path does not take is refused', () => {
    expect(() => app.urlFor('notes.any', { page: 'other' })).toThrow('page');
  });

  it('Errors: a missing value and the nearest endpoint are named', () => {
    expect(() => app.urlFor('notes.show')).toThrow("'id'");
    expect(() => app.urlFor('notes.sow')).toThrow("'notes.show'");
  });

  describe('static:', () => {
    let root: string;

    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'phial-flask-'));
      for (const folder of ['static', 'shop']) mkdirSync(join(root, folder));
      for (const file of ['static/a b.css', 'shop/a.css']) writeFileSync(join(root, file), 'a {}');
    });

    afterAll(() => rmSync(root, { recursive: true }));

    it("a file's URL, with a hash of its content", () => {
      expect(quietApp([], { root }).urlFor('static', { filename: 'a b.css' })).toMatch(/^\/static\/a%20b\.css\?v=\w+/);
    });

    // DESIGN §17: below the app's folder, not the blueprint's prefix.
    it("a blueprint's file", () => {
      const shop = { name: 'shop', prefix: '/shop', static: join(root, 'shop') };
      const url = quietApp([], { root, blueprints: [shop] }).urlFor('shop.static', { filename: 'a.css' });
      expect(url).toMatch(/^\/static\/shop\/a\.css\?v=/);
    });
  });
});
