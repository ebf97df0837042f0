import { Controller, ErrorHandler, Request, Route } from 'phial';
import { quietApp } from '../support/quiet-app.js';

function clientOf(...controllers: object[]) {
  return quietApp(controllers).testClient();
}

class Values {
  @Route('/number/:value')
  number(value: number) {
    return `${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
  }

  @Route('/bigint/:value')
  bigint(value: bigint) {
    return `${typeof value} ${value}`;
  }

  @Route('/boolean/:value')
  boolean(value: boolean) {
    return `${typeof value} ${value}`;
  }

  @Route('/string/:value')
  string(value: string) {
    return `${typeof value} ${value}`;
  }

  @Route('/files/*')
  files(rest: string) {
    return rest;
  }
}

describe('A path variable', () => {
  const client = clientOf(Values);

  it.each([
    ['number', '5', '5'],
    ['number', '05', '5'],
    ['number', '-3', '-3'],
    ['number', '2.50', '2.5'],
    ['number', '-0.5', '-0.5'],
    ['number', '0.1', '0.1'],
    ['number', '1.005', '1.005'],
    ['number', '00.5', '0.5'],
    ['number', '-0', '0'],
    ['number', '-0.0', '0'],
    ['number', '9007199254740991', '9007199254740991'],
    ['number', '-9007199254740991', '-9007199254740991'],
    ['bigint', '9007199254740993', '9007199254740993'],
    ['bigint', '-12', '-12'],
    ['bigint', '007', '7'],
    ['bigint', '-0', '0'],
    ['boolean', 'true', 'true'],
    ['boolean', 'false', 'false'],
    ['string', 'x', 'x'],
    ['string', '05', '05'],
    ['string', 'a%20b%2Fc', 'a b/c'],
    ['string', '%C3%BC', 'ü'],
    ['string', '%20', ' '],
  ])('declared as %s takes %p as %s', async (type, text, value) => {
    expect((await client.get(`/${type}/${text}`)).text).toBe(`${type} ${value}`);
  });

  it.each([
    ['number', '9007199254740993'],
    ['number', '9007199254740992'],
    ['number', '123456789.123456789'],
    ['number', `1${'0'.repeat(400)}`],
    ['number', `0.${'0'.repeat(200)}1`],
    ['number', '1e3'],
    ['number', '0x10'],
    ['number', '1_000'],
    ['number', '+1'],
    ['number', '.5'],
    ['number', '5.'],
    ['number', '--1'],
    ['number', 'Infinity'],
    ['number', '-Infinity'],
    ['number', 'NaN'],
    ['number', 'abc'],
    ['number', '1%20'],
    ['number', '%0A1'],
    ['number', '1%0A'],
    ['number', '%D9%A1'],
    ['number', ''],
    ['bigint', '1.5'],
    ['bigint', '1n'],
    ['bigint', '0x1'],
    ['bigint', '+1'],
    ['bigint', ''],
    ['boolean', '1'],
    ['boolean', 'True'],
    ['boolean', 'yes'],
    ['boolean', ''],
    ['string', ''],
  ])('declared as %s is not %p, which is 404', async (type, text) => {
    expect((await client.get(`/${type}/${text}`)).status).toBe(404);
  });

  it('may be 2,000 characters long', async () => {
    expect((await client.get(`/string/${'x'.repeat(2000)}`)).status).toBe(200);
  });

  it('is a 404 that error handlers see', async () => {
    class Things {
      @Route('/:id')
      show(id: number) {
        return { id };
      }

      @ErrorHandler(404)
      missing(request: Request) {
        return `nothing at ${request.path}`;
      }
    }
    const { status, text } = await clientOf(Things).get('/abc');
    expect([status, text]).toEqual([404, 'nothing at /abc']);
  });

  describe('at the end of a path', () => {
    class Notes {
      @Route('/notes/:id', ['GET', 'PUT'])
      note(request: Request) {
        return request.params;
      }
    }

    it('is not empty', async () => {
      expect((await clientOf(Notes).get('/notes/')).status).toBe(404);
    });

    it('is not empty for a write, whatever the body is like and wherever it comes from', async () => {
      const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' };
      expect((await clientOf(Notes).put('/notes/', { body: '{', headers })).status).toBe(404);
    });

    it('leaves the path without it to another route', async () => {
      class List {
        @Route('/notes/')
        list() {
          return 'all notes';
        }
      }
      expect((await clientOf(Notes, List).get('/notes/')).text).toBe('all notes');
    });
  });

  it('is its text in request.params, whatever it converts to', async () => {
    class Things {
      @Route('/:id')
      show(id: number, request: Request) {
        return [id, request.params];
      }
    }
    expect((await clientOf(Things).get('/05')).json()).toEqual([5, { id: '05' }]);
  });
});

describe('A wildcard', () => {
  const client = clientOf(Values);

  it('is the rest of the path, with its slashes', async () => {
    expect((await client.get('/files/a/b%20c/d.txt')).text).toBe('a/b c/d.txt');
  });

  it('is not empty', async () => {
    expect((await client.get('/files/')).status).toBe(404);
  });

  it('comes last in the order of the path', async () => {
    @Controller('/:user')
    class Files {
      @Route('/:version/*')
      show(user: string, version: number, rest: string) {
        return [user, version, rest];
      }
    }
    expect((await clientOf(Files).get('/ann/2/a/b')).json()).toEqual(['ann', 2, 'a/b']);
  });
});

describe('A variable with a regular expression', () => {
  class Things {
    @Route('/:id(^\\d+$)')
    byId(id: number) {
      return { id };
    }

    @Route('/:year(^\\d{4}$)-:month(^\\d{2}$)')
    byMonth(year: number, month: number) {
      return { year, month };
    }
  }

  it('matches where the expression does', async () => {
    expect((await clientOf(Things).get('/12')).json()).toEqual({ id: 12 });
  });

  it('leaves other paths to other routes, and to 404', async () => {
    expect((await clientOf(Things).get('/abc')).status).toBe(404);
  });

  it('may share a segment with another', async () => {
    expect((await clientOf(Things).get('/2024-05')).json()).toEqual({ year: 2024, month: 5 });
  });
});

describe('Variables that share a segment', () => {
  it('are divided by the text between them', async () => {
    class Files {
      @Route('/:from-:to/:name.:extension')
      show(from: number, to: number, name: string, extension: string) {
        return [from, to, name, extension];
      }
    }
    expect((await clientOf(Files).get('/1-2/notes.txt')).json()).toEqual([1, 2, 'notes', 'txt']);
  });
});

describe('An optional variable', () => {
  class Pages {
    @Route('/pages/:page?')
    index(page: number = 1) {
      return { page };
    }
  }

  it('is given when it is there', async () => {
    expect((await clientOf(Pages).get('/pages/3')).json()).toEqual({ page: 3 });
  });

  it("is undefined when it is left out, so that the parameter's default holds", async () => {
    expect((await clientOf(Pages).get('/pages')).json()).toEqual({ page: 1 });
  });

  it('may be all of a path, with and without a last slash', async () => {
    class Roots {
      @Route('/:page?', ['GET'], { strictSlashes: false })
      index(page: number = 1) {
        return { page };
      }
    }
    const client = clientOf(Roots);
    const pages = await Promise.all(['/', '/2', '/2/'].map(async (path) => (await client.get(path)).json() as unknown));
    expect(pages).toEqual([{ page: 1 }, { page: 2 }, { page: 2 }]);
  });

  it('is converted like any other', async () => {
    expect((await clientOf(Pages).get('/pages/x')).status).toBe(404);
  });
});

describe('A double colon', () => {
  it('is a colon of the path', async () => {
    class Verbs {
      @Route('/notes/:id/actions::archive')
      archive(id: number) {
        return `archived ${id}`;
      }
    }
    expect((await clientOf(Verbs).get('/notes/1/actions:archive')).text).toBe('archived 1');
  });
});

describe('A path variable that does not convert', () => {
  const get = (path: string, debug: boolean) =>
    quietApp([Values], { debug })
      .testClient()
      .get(path, { headers: { accept: 'application/json' } });

  it.each([
    ['/number/abc', 'The path variable \'value\' of Values.number is a number, and "abc" is not one'],
    ['/bigint/1.5', 'The path variable \'value\' of Values.bigint is a bigint, and "1.5" is not one'],
    ['/boolean/yes', 'The path variable \'value\' of Values.boolean is a boolean, and "yes" is not one'],
  ])('is named with its type in debug mode: %s', async (path, message) => {
    const response = await get(path, true);
    expect([response.status, response.json().detail]).toEqual([404, expect.stringContaining(message)]);
  });

  it('is named on the page, too', async () => {
    const page = await quietApp([Values], { debug: true })
      .testClient()
      .get('/number/%3Cb%3E', { headers: { accept: 'text/html' } });
    expect(page.text).toContain('The path variable &#39;value&#39; of Values.number is a number, and &quot;&lt;b&gt;');
  });

  it('is any 404 without debug mode', async () => {
    expect((await get('/number/abc', false)).json()).not.toHaveProperty('detail');
  });
});
