import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, createApp, Get, Post, Request, Route, type UrlOptions, type UrlValues } from 'phial';
import { quietApp } from '../support/quiet-app.js';

@Controller('/notes')
class Notes {
  @Get('/')
  index() {
    return '';
  }

  @Get('/:id')
  show(id: number) {
    return id;
  }

  @Post('/:id')
  change(id: number) {
    return id;
  }

  @Get('/tagged/:tag')
  @Get('/tagged/:tag/:page')
  @Post('/tag')
  tagged() {
    return '';
  }

  @Get('/of/:year(^\\d{4}$)')
  @Get('/of/:year(^(?:first|last)$)/year')
  of() {
    return '';
  }

  @Get('/list/:page?')
  list() {
    return '';
  }

  @Get('/files/*')
  file(path: string) {
    return path;
  }

  @Get('/span/:from-:to')
  span() {
    return '';
  }

  @Get('/number/:n(^\\d+$)')
  number() {
    return '';
  }

  @Get('/a::b')
  colon() {
    return '';
  }
}

const app = quietApp([Notes]);
const url = (endpoint: string, values?: UrlValues, options?: UrlOptions): string =>
  app.urlFor(endpoint, values, options);

describe('app.urlFor()', () => {
  it.each<[string, UrlValues, string]>([
    ['notes.index', {}, '/notes/'],
    ['notes.show', { id: 1 }, '/notes/1'],
    ['notes.show', { id: '1' }, '/notes/1'],
    ['notes.show', { id: 12n }, '/notes/12'],
    ['notes.show', { id: 0 }, '/notes/0'],
    ['notes.show', { id: false }, '/notes/false'],
    ['notes.span', { from: 1, to: 9 }, '/notes/span/1-9'],
    ['notes.number', { n: 7 }, '/notes/number/7'],
    ['notes.colon', {}, '/notes/a:b'],
    ['notes.file', { '*': '/a' }, '/notes/files/a'],
    ['notes.file', { '*': '//evil.example' }, '/notes/files/evil.example'],
    ['notes.file', { '*': 'a/b c.txt' }, '/notes/files/a/b%20c.txt'],
    ['notes.list', {}, '/notes/list'],
    ['notes.list', { page: 2 }, '/notes/list/2'],
    ['notes.list', { page: '' }, '/notes/list'],
  ])('gives the path of %s with %j', (endpoint, values, path) => {
    expect(url(endpoint, values)).toBe(path);
  });

  it.each<[string, string]>([
    ['a/b', '/notes/a%2Fb'],
    ['é %?#', '/notes/%C3%A9%20%25%3F%23'],
    ['"><script>', '/notes/%22%3E%3Cscript%3E'],
    ['\u{d800}', '/notes/%EF%BF%BD'],
    ['//evil', '/notes/%2F%2Fevil'],
    ['...', '/notes/...'],
  ])('encodes the variable %j', (id, path) => {
    expect(url('notes.show', { id })).toBe(path);
  });

  it.each(['/войти/', '/a b', '/100%', "/a:b;c=d,e+f@g&h$i!*'()".replace('*', ''), '/"<>[]{}|^`\\', '/\u{1f600}-é'])(
    "encodes the path's own text, which leads back to its route: %s",
    async (path) => {
      class Page {
        @Get(path.replaceAll(':', '::') as string)
        show(request: Request) {
          return [request.path];
        }
      }
      const app = createApp({ controllers: [Page], fastify: { logger: false } });
      const url = app.urlFor('page.show');
      expect(url).toMatch(/^[\w/.%:;=,+@&$!'()-]+$/);
      expect((await app.testClient().get(url)).json()).toEqual([path]);
    },
  );

  it.each<[unknown, string]>([
    [2026, '/notes/of/2026'],
    ['last', '/notes/of/last/year'],
  ])('takes the route whose expression matches: %s', (year, expected) => {
    expect(url('notes.of', { year })).toBe(expected);
  });

  it.each<[string, UrlValues]>([
    ['/:from-:to', { from: 'a-b', to: 'c' }],
    ['/é/:year-:month-:day', { year: 2026, month: 11, day: 29 }],
    ['/:name.:type(^(?:png|gif)$)', { name: 'a.b', type: 'gif' }],
    ['/:lat-:long/map', { lat: 1.5, long: 2 }],
    ['/:name.json', { name: 'a.json' }],
    ['/:name(^[^\\d]+$)', { name: 'a\nb' }],
    ['/v:major.:minor', { major: 1, minor: '.' }],
    ['/:name', { name: '\n\u2028' }],
    ['/rest/*', { '*': 'a//b\n/' }],
    ['/rest/*', { '*': 'x'.repeat(5000) }],
    ['/:name', { name: 'x'.repeat(2000) }],
  ])('gives a URL that %s reads back: %j', async (path, values) => {
    class Page {
      @Get(path)
      show(request: Request) {
        return request.params;
      }
    }
    const app = quietApp([Page]);
    const { text } = await app.testClient().get(app.urlFor('page.show', values));
    expect(JSON.parse(text)).toEqual(
      Object.fromEntries(Object.entries(values).map(([key, one]) => [key, String(one)])),
    );
  });

  it.each<[string, UrlValues, string]>([
    ['/:a-:b', { a: 'x', b: 'y-z' }, "{ a: 'x-y', b: 'z' }"],
    ['/:a.:b/:c', { a: 'x', b: 'y.z', c: 1 }, "{ a: 'x.y', b: 'z', c: '1' }"],
    ['/:year-:month-:day', { year: 2026, month: '1-2', day: 3 }, "{ year: '2026-1', month: '2', day: '3' }"],
    ['/:a(^\\d+):b', { a: 1, b: '2' }, "{ a: '12', b: '' }"],
  ])('refuses what %s would read as other values: %j', (path, values, read) => {
    class Page {
      @Get(path)
      show() {
        return '';
      }
    }
    expect(() => quietApp([Page]).urlFor('page.show', values)).toThrow(`its path ${path} reads ${read}. Give values`);
  });

  it.each<[string, UrlValues, string]>([
    [
      '/:a.json',
      { a: '\n' },
      "was given { a: '\\n' }, and its path /:a.json takes no such text: /%0A.json leads nowhere.",
    ],
    ['/:a.json', { a: '\u2028' }, "was given { a: '\u2028' }, and its path /:a.json takes no such text"],
    ['/:a-:b', { a: 'x\ny', b: 1 }, "was given { a: 'x\\ny', b: '1' }, and its path /:a-:b takes no such text"],
    ['/:a(^x(?=y))', { a: 'x' }, "was given { a: 'x' }, and its path /:a(^x(?=y)) takes no such text"],
  ])('refuses what %s would not read: %j', (path, values, message) => {
    class Page {
      @Get(path)
      show() {
        return '';
      }
    }
    expect(() => quietApp([Page]).urlFor('page.show', values)).toThrow(`urlFor('page.show') ${message}`);
  });

  it.each([
    ['/:a', 2001, {}],
    ['/:a/:b.json', 2001, {}],
    ['/:a', 6, { routerOptions: { maxParamLength: 5 } }],
  ])('refuses for %s a text of more characters than a path variable has: %d', (path, length, fastify) => {
    class Page {
      @Get(path as string)
      show() {
        return '';
      }
    }
    const values = { a: 'x', b: 'x', [path.includes('b') ? 'b' : 'a']: 'x'.repeat(length) };
    expect(() => quietApp([Page], { fastify }).urlFor('page.show', values)).toThrow(
      `${length} characters for '${path.includes('b') ? 'b' : 'a'}', and a path variable has at most ${length - 1}. Put it into the query, or raise fastify: { routerOptions: { maxParamLength } }.`,
    );
  });

  it("encodes the path's own text between variables, and a prefix's", () => {
    @Controller('/å b')
    class Page {
      @Get('/:from/до')
      show() {
        return '';
      }
    }
    const app = createApp({ controllers: [Page], fastify: { logger: false } });
    expect(app.urlFor('page.show', { from: 1 })).toBe('/%C3%A5%20b/1/%D0%B4%D0%BE');
  });

  it('encodes what the client has to send to get the same back', async () => {
    class Echo {
      @Get('/echo/:text/end')
      echo(text: string) {
        return [text];
      }
    }
    const echo = quietApp([Echo]);
    const text = 'a/b c?d#e%f+g;h&i=é\u{1f600}';
    expect((await echo.testClient().get(echo.urlFor('echo.echo', { text }))).json()).toEqual([text]);
  });

  it.each<[UrlValues, string]>([
    [{ page: 2 }, '?page=2'],
    [{ q: 'a b&c=é' }, '?q=a+b%26c%3D%C3%A9'],
    [{ tag: ['a', 'b'] }, '?tag=a&tag=b'],
    [{ none: null, nothing: undefined }, ''],
    [{ tag: ['a', null, undefined] }, '?tag=a'],
    [{ tag: [] }, ''],
    [{ empty: '' }, '?empty='],
    [{ yes: true, no: false, zero: 0 }, '?yes=true&no=false&zero=0'],
    [{ link: new URL('https://example.com/') }, '?link=https%3A%2F%2Fexample.com%2F'],
    [{ '*': 'x' }, '?*=x'],
    [{ '\u{d800}': '\u{d800}' }, '?%EF%BF%BD=%EF%BF%BD'],
  ])('makes the query of other values: %j', (values, query) => {
    expect(url('notes.index', values)).toBe(`/notes/${query}`);
  });

  it.each<[UrlValues, UrlOptions | undefined, string]>([
    [{ tag: 'x' }, undefined, '/notes/tagged/x'],
    [{ tag: 'x', page: 2 }, undefined, '/notes/tagged/x?page=2'],
    [{}, undefined, '/notes/tag'],
    [{ tag: 'x' }, { method: 'POST' }, '/notes/tag?tag=x'],
    [{ tag: 'x' }, { method: 'get' }, '/notes/tagged/x'],
    [{ tag: 'x' }, { method: 'HEAD' }, '/notes/tagged/x'],
  ])('takes the first route of several whose variables are all given: %j %j', (values, options, path) => {
    expect(url('notes.tagged', values, options)).toBe(path);
  });

  it.each<[UrlOptions, string]>([
    [{ anchor: 'top' }, '/notes/#top'],
    [{ anchor: '' }, '/notes/'],
    [{ anchor: 'a b#c' }, '/notes/#a%20b%23c'],
    [{ anchor: '/users/1' }, '/notes/#/users/1'],
    [{ anchor: '\u{d800}' }, '/notes/#%EF%BF%BD'],
    [{ external: false }, '/notes/'],
    [{ external: false, scheme: undefined as never }, '/notes/'],
  ])('has options: %j', (options, path) => {
    expect(url('notes.index', {}, options)).toBe(path);
  });

  it('puts the anchor behind the query', () => {
    expect(url('notes.index', { a: 1 }, { anchor: 'b' })).toBe('/notes/?a=1#b');
  });

  it('takes a class and the name of its method', () => {
    expect(app.urlFor(Notes, 'show', { id: 1 }, { anchor: 'top' })).toBe('/notes/1#top');
  });

  it('leaves the values as they are', () => {
    const values = Object.freeze({ id: 1, page: 2 });
    expect(url('notes.show', values)).toBe('/notes/1?page=2');
  });
});

describe('a mistake in urlFor()', () => {
  class Other {
    @Get('/other')
    index() {
      return '';
    }
  }

  it.each<[string, () => unknown, string]>([
    [
      'an unknown endpoint',
      () => url('notes.shwo'),
      "urlFor: there is no endpoint 'notes.shwo'. Did you mean 'notes.show'",
    ],
    ['an endpoint like no other', () => url('quite.different'), "urlFor: there is no endpoint 'quite.different'."],
    ['an endpoint that is undefined', () => url(undefined as never), "urlFor: there is no endpoint 'undefined'."],
    [
      'a missing variable',
      () => url('notes.show'),
      "urlFor('notes.show') needs a value for 'id', a variable of /notes/:id.",
    ],
    [
      'no object for its options',
      () => url('notes.index', {}, null as never),
      "urlFor('notes.index') was given null for its options. Write { external: true }, for example.",
    ],
    ['a variable that is undefined', () => url('notes.show', { id: undefined }), "needs a value for 'id'"],
    ['a variable that is empty', () => url('notes.show', { id: '' }), "needs a value for 'id'"],
    ['a variable of another name', () => url('notes.show', { di: 1 }), "needs a value for 'id'"],
    [
      'a variable that is an object',
      () => url('notes.show', { id: { a: 1 } }),
      "urlFor('notes.show') was given { a: 1 } for 'id'. Give it text, a number or another value that has a text.",
    ],
    ['a variable that is a list', () => url('notes.show', { id: [1, 2] }), "was given [ 1, 2 ] for 'id'"],
    ['a variable that is a function', () => url('notes.show', { id: Notes }), "was given [class Notes] for 'id'"],
    ['an object in the query', () => url('notes.index', { filter: { a: 1 } }), "was given { a: 1 } for 'filter'"],
    [
      'an object without a class in the query',
      () => url('notes.index', { filter: Object.create(null) as object }),
      "for 'filter'",
    ],
    [
      'a number with an exponent',
      () => url('notes.show', { id: 1e-7 }),
      "urlFor('notes.show') was given the number 1e-7 for 'id', and a path takes plain decimals alone.",
    ],
    [
      "what a variable's expression does not match",
      () => url('notes.of', { year: 26 }),
      "urlFor('notes.of') was given '26' for 'year', which its path takes only as (^\\d{4}$).",
    ],
    ['a number that is too large', () => url('notes.show', { id: 1e21 }), "was given the number 1e+21 for 'id'"],
    [
      'a number that its route would not take',
      () => url('notes.show', { id: 2 ** 53 }),
      "urlFor('notes.show') was given the number 9007199254740992 for 'id', and beyond 2^53 - 1 a number is not exact. Give it as a bigint or text, and declare the variable as one.",
    ],
    ['a number that is none', () => url('notes.show', { id: NaN }), "was given the number NaN for 'id'"],
    ['no finite number', () => url('notes.show', { id: -Infinity }), "was given the number -Infinity for 'id'"],
    [
      'a variable that is two dots',
      () => url('notes.show', { id: '..' }),
      "urlFor('notes.show') was given '..' for 'id', and browsers take '..' out of a path. Put it into the query.",
    ],
    ['a variable that is a dot', () => url('notes.show', { id: '.' }), "browsers take '.' out of a path"],
    [
      'a rest with two dots',
      () => url('notes.file', { '*': 'a/../b' }),
      "was given 'a/../b' for '*', and browsers take '..'",
    ],
    [
      'a scheme for a path',
      () => url('notes.index', {}, { scheme: 'https', external: false }),
      "urlFor('notes.index') was given a scheme and external: false, and a path has no scheme. Leave one of them out.",
    ],
    [
      'a scheme that is none',
      () => url('notes.index', {}, { scheme: 'https://' }),
      "urlFor('notes.index') was given the scheme 'https://'. Write 'https', for example.",
    ],
    ['a symbol in the query', () => url('notes.index', { filter: Symbol('x') }), "was given Symbol(x) for 'filter'"],
    ['a missing rest', () => url('notes.file'), "urlFor('notes.file') needs a value for '*'"],
    [
      'values that are none',
      () => url('notes.show', 1 as never),
      "urlFor('notes.show') was given 1 for its values. Write { id: 1 }.",
    ],
    [
      'an unknown option',
      () => url('notes.index', {}, { extrenal: true } as never),
      "urlFor('notes.index') has no option 'extrenal'. There are external, scheme, anchor, method. Did you mean 'external'?",
    ],
    [
      'a method that no route takes',
      () => url('notes.show', { id: 1 }, { method: 'DELETE' }),
      "urlFor('notes.show') has no route for DELETE, only for GET.",
    ],
    [
      'a class that is no controller of the app',
      () => app.urlFor(Other, 'index'),
      "urlFor(Other, 'index'): Other is no controller of this app. Add it to createApp({ controllers }).",
    ],
    [
      'the method itself',
      () => app.urlFor((() => new Notes().show)() as never, undefined as never),
      "urlFor() was given the function show. Write its name: urlFor('.show').",
    ],
    [
      'a method that is none',
      () => app.urlFor(Notes, 'shwo' as never),
      "there is no endpoint 'notes.shwo'. Did you mean 'notes.show'",
    ],
    [
      'this controller outside a request',
      () => url('.show', { id: 1 }),
      "urlFor('.show') names a method of this controller, and no controller is at work here. Write 'notes.show'.",
    ],
    [
      'a whole URL without a base',
      () => url('notes.index', {}, { external: true }),
      "urlFor('notes.index') was asked for a whole URL outside a request. Pass baseUrl: 'https://example.com' to createApp().",
    ],
  ])('is named: %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('a whole URL', () => {
  class Links {
    @Route('/links')
    links(request: Request) {
      return [
        request.urlFor('.links', {}, { external: true }),
        request.urlFor('links.links', {}, { scheme: 'wss' }),
        request.urlFor(Links, 'links'),
      ];
    }
  }

  const linksWith = async (baseUrl?: string): Promise<string[]> => {
    const links = quietApp([Links], baseUrl === undefined ? {} : { baseUrl });
    return (await links.testClient().get('/links', { headers: { host: 'example.org:8080' } })).json() as string[];
  };

  it('begins with what the client has asked', async () => {
    expect(await linksWith()).toEqual(['http://example.org:8080/links', 'wss://example.org:8080/links', '/links']);
  });

  it.each(['https://example.com', 'https://example.com/'])(
    'begins with baseUrl, also in a request: %s',
    async (baseUrl) => {
      expect(await linksWith(baseUrl)).toEqual(['https://example.com/links', 'wss://example.com/links', '/links']);
    },
  );

  it('begins with baseUrl outside a request', () => {
    const links = createApp({ controllers: [Links], baseUrl: 'https://example.com/app/' });
    expect(links.urlFor('links.links', {}, { external: true })).toBe('https://example.com/app/links');
    expect(links.urlFor('links.links', {}, { scheme: 'http' })).toBe('http://example.com/app/links');
  });
});

describe('request.urlFor() below a prefix with a variable', () => {
  const links = (request: Request): string[] => [
    request.urlFor('.index'),
    request.urlFor('news.show', { id: 1 }),
    request.urlFor('shop.index'),
    request.urlFor('.index', { lang: 'fr' }),
    request.urlFor('.index', { lang: null, page: 2 }),
    request.urlFor('plain.index'),
  ];

  @Controller('/:lang/news')
  class News {
    @Get('/')
    index(request: Request) {
      return links(request);
    }

    @Get('/:id')
    show(request: Request) {
      return request.urlFor('.show');
    }
  }

  @Controller('/:lang/shop')
  class Shop {
    @Get('/')
    index() {
      return '';
    }
  }

  class Plain {
    @Get('/plain')
    index(request: Request) {
      return request.urlFor('news.index');
    }

    @Get('/:lang/plain')
    other(request: Request) {
      return request.urlFor('news.index');
    }
  }

  const app = createApp({ controllers: [News, Shop, Plain], fastify: { logger: false } });
  const client = app.testClient({ throwErrors: true });

  it("keeps this request's, where another endpoint's prefix has it, too", async () => {
    expect((await client.get('/a%2Fb%20c/news/')).json()).toEqual([
      '/a%2Fb%20c/news/',
      '/a%2Fb%20c/news/1',
      '/a%2Fb%20c/shop/',
      '/fr/news/',
      '/a%2Fb%20c/news/?page=2',
      '/plain',
    ]);
  });

  it("keeps no variable of the route's own path", async () => {
    await expect(client.get('/de/news/1')).rejects.toThrow("urlFor('news.show') needs a value for 'id'");
    await expect(client.get('/de/plain')).rejects.toThrow("urlFor('news.index') needs a value for 'lang'");
  });

  it('needs it where the request has none', async () => {
    await expect(client.get('/plain')).rejects.toThrow("urlFor('news.index') needs a value for 'lang'");
    expect(() => app.urlFor('news.index')).toThrow("urlFor('news.index') needs a value for 'lang'");
  });
});

describe('urlFor("static")', () => {
  const root = mkdtempSync(join(tmpdir(), 'phial-url-for-'));

  beforeAll(() => {
    mkdirSync(join(root, 'static'));
    writeFileSync(join(root, 'static/app.css'), 'body {}');
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it('takes a filename, and adds what changes with the content', () => {
    expect(createApp({ root }).urlFor('static', { filename: 'app.css' })).toMatch(/^\/static\/app\.css\?v=[\w-]+$/);
  });

  it('takes a filename with a slash before it for the same', () => {
    const app = createApp({ root });
    expect(app.urlFor('static', { filename: '/app.css' })).toBe(app.urlFor('static', { filename: 'app.css' }));
  });

  it('takes no filename that browsers would shorten', () => {
    expect(() => createApp({ root }).urlFor('static', { filename: '../app.css' })).toThrow(
      "was given '../app.css' for 'filename'",
    );
  });

  it('needs a filename', () => {
    expect(() => createApp({ root }).urlFor('static')).toThrow("urlFor('static') needs a value for 'filename'");
  });

  it('is no endpoint where there are no static files', () => {
    expect(() => app.urlFor('static', { filename: 'app.css' })).toThrow("there is no endpoint 'static'");
  });
});
