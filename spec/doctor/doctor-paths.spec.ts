import { Controller, createApp, Get, Request, Route } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { warningsOf } from '../support/warnings-of.js';

function notesAt(path: string) {
  class Notes {
    @Route(path)
    show() {
      return 'Hello';
    }
  }
  return { controllers: [Notes] };
}

/** What is found of a controller with one route. */
function findingsOfPath(path: string): string[] {
  return findingsOf(notesAt(path));
}

describe("A path's expression", () => {
  it('has no group that captures, which would be another variable', () => {
    expect(findingsOfPath('/:year(^(19|20)\\d\\d$)/:id')).toEqual([
      "Notes.show: its path '/:year(^(19|20)\\d\\d$)/:id' has a group in the expression '(^(19|20)\\d\\d$)', which the router takes for a variable. Write (?:...) for (...).",
    ]);
  });

  it('has no group with a name either', () => {
    expect(findingsOfPath('/:year(^(?<century>19|20)\\d\\d$)')).toEqual([
      expect.stringContaining('Write (?:...) for (?<name>...).'),
    ]);
  });

  it.each([
    '/:a(^(?:x|y)$)/:b',
    '/:a(^(?=x)x$)',
    '/:a(^(?!x)y$)',
    '/:a(^(?<=x)y$)',
    '/:a(^(?<!x)y$)',
    '/:a(^\\(x\\)$)',
    '/:a(^[(]x[)]$)',
    '/:a(^[\\](]x\\)$)',
  ])('may have brackets that capture nothing: %s', (path) => {
    expect(findingsOfPath(path).filter((finding) => finding.includes('has a group'))).toEqual([]);
  });

  const lost = (expression: string, letter: string) =>
    `Notes.show: its path '/:id${expression}' has the expression '${expression}', in which '${letter}' is a letter. Write '\\\\${letter}': of one backslash a string keeps none.`;

  it.each([
    ['(^d+$)', 'd'],
    ['(d+)', 'd'],
    ['(^D*$)', 'D'],
    ['(^s+$)', 's'],
    ['(^d{4}$)', 'd'],
    ['(^d{4}-d{2}$)', 'd'],
  ])('has its backslashes: %s', (expression, letter) => {
    expect(findingsOfPath(`/:id${expression}`)).toEqual([lost(expression, letter)]);
  });

  it.each([
    ['(^w{3}$)', 'w'],
    ['(^dddd$)', 'd'],
    ['(^dddd-dd$)', 'd'],
    ['(^(?:x|d+)$)', 'd'],
  ])('has its backslashes, as it seems: %s', (expression, letter) => {
    const notes = notesAt(`/:id${expression}`);
    expect([findingsOf(notes), warningsOf(notes)]).toEqual([[], [`${lost(expression, letter)} (PH213)`]]);
  });

  it.each(['(^dddd$)', '(^dd?d$)', '(^w{3}$)'])('has digits for a number: %s', (expression) => {
    class Notes {
      @Get(`/:id${expression}`)
      show(id: number) {
        return `${id}`;
      }

      @Get(`/big/:id${expression}`)
      big(id: bigint) {
        return `${id}`;
      }

      @Get(`/named/:name${expression}`)
      named(name: string) {
        return name;
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringMatching(/^Notes\.show: .* is a letter/),
      expect.stringMatching(/^Notes\.big: .* is a letter/),
    ]);
  });

  it.each([
    ...['(^\\d+$)', '(^\\w{3}$)', '(^ads+$)', '(^www$)', '(^https?$)', '(^add$)', '(^[a-z]+$)'],
    ...['(^(?:dd|mm|yyyy)$)', '(^(?:mm|dd)$)', '(^S{2}\\d{4}$)'],
  ])('may have letters: %s', (expression) => {
    const notes = notesAt(`/:id${expression}`);
    expect([findingsOf(notes), warningsOf(notes)]).toEqual([[], []]);
  });
});

describe('A path of another framework', () => {
  it.each([
    ['/<id>', '<id>', 'id'],
    ['/<int:id>', '<int:id>', 'id'],
    ['/<string(length=2):lang>/a', '<string(length=2):lang>', 'lang'],
    ['/{id}', '{id}', 'id'],
    ['/v{version}/a', '{version}', 'version'],
    ['/{id:int}', '{id:int}', 'id'],
    ['/{id?}', '{id?}', 'id'],
    ['/[id]', '[id]', 'id'],
  ])('is told how a variable is written: %s', (path, written, name) => {
    expect(findingsOfPath(path)).toEqual([
      `Notes.show: its path '${path}' has '${written}', which is fixed text here. Write ':${name}'. What it may be is said by the parameter's type, ${name}: number, or by an expression, ':${name}(^\\\\d+$)'.`,
    ]);
  });

  it.each(['/<path:name>', '/{name:path}', '/{*name}', '/[...name]', '/[[...name]]'])(
    'is told how the rest of a path is written: %s',
    (path) => {
      expect(findingsOfPath(path)).toEqual([expect.stringContaining("Write '*' for the rest of a path.")]);
    },
  );

  it('is found once, and no variable is missed in it', () => {
    @Controller('/{lang}')
    class Notes {
      @Get('/' as string)
      index(lang: string) {
        return lang;
      }

      @Get('/all' as string)
      all(lang: string) {
        return lang;
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining("Notes: its prefix '/{lang}' has '{lang}', which is fixed text here. Write ':lang'."),
    ]);
  });
});

describe('A path that is percent-encoded', () => {
  it.each([
    ['/a%20b', "Write '/a b'."],
    ['/%D0%B2%D1%85%D0%BE%D0%B4/:id', "Write '/вход/:id'."],
    ['/a%2Fb', 'Write the characters themselves.'],
    ['/a%FF', 'Write the characters themselves.'],
  ])('is never reached: %s', (path, cure) => {
    expect(findingsOfPath(path)).toEqual([
      `Notes.show: its path '${path}' is percent-encoded, and is compared with what the client sent, decoded. ${cure}`,
    ]);
  });

  it("is found in the static files' path, too", () => {
    expect(findingsOf({ root: 'demo', static: { urlPath: '/my%20files' } })).toEqual([
      "static: its urlPath '/my%20files' is percent-encoded, and is compared with what the client sent, decoded. Write '/my files'.",
    ]);
  });

  it('is none when a percent sign is meant', async () => {
    class Shop {
      @Get('/100%')
      all() {
        return 'all';
      }
    }
    const app = createApp({ controllers: [Shop], fastify: { logger: false } });
    expect((await app.testClient().get('/100%25')).text).toBe('all');
  });
});

describe('An expression in a path', () => {
  function warningsOfPath(path: string): string[] {
    class Notes {
      @Get(path)
      show(request: Request) {
        return request.params;
      }
    }
    return warningsOf({ controllers: [Notes] });
  }

  it.each(['/:path(.*)', '/f/:path(^.+$)', '/f/:path(.*)/edit', '/:path([^]*)', '/:day(^\\d+/\\d+$)', '/:a(x\\/y)'])(
    'is told that it never goes past a slash: %s',
    (path) => {
      expect(warningsOfPath(path)).toEqual([expect.stringContaining('a variable ends before the next slash')]);
    },
  );

  it.each(['/:name([^/]+)', '/:name(^[^/.]*$)', '/:name(.+).:ext', '/:id(^\\d+$)', '/:id([\\w/]+)', '/:name(^[^.]+$)'])(
    'may be one for a part of a path: %s',
    (path) => {
      expect(warningsOfPath(path)).toEqual([]);
    },
  );

  it.each(['int', 'number', 'string'])('is told that it is no name of a type: %s', (type) => {
    expect(warningsOfPath(`/:id(${type})`)).toEqual([
      expect.stringContaining(`which is met by the text '${type}' alone. Write ':id'`),
    ]);
  });
});

describe("A path with another router's signs", () => {
  it.each([
    ['/f/:path*', ':path*', "Write '*' for the rest of a path."],
    ['/f/:path+', ':path+', "Write '*' for the rest of a path."],
    ['/f/:...path', ':...path', "Write '*' for the rest of a path."],
    ['/f/:id<int>', ':id<int>', "Write ':id'."],
    ['/f/:id{[0-9]+}', ':id{[0-9]+}', "Write ':id'."],
    ['/f{/:id}', '{/:id}', "Write '/:id?', at the end"],
    ['/(en|de)/f', '(en|de)', "An expression stands behind a variable's name"],
  ])('is told how it is written: %s', (path, written, cure) => {
    expect(findingsOfPath(path)[0]).toContain(`has '${written}', which is written otherwise here. ${cure}`);
  });

  it.each(['/wiki/Mercury_(planet)', '/:a/(b)', '/a+b', '/:id(^\\d{4}$)'])('may have brackets: %s', (path) => {
    expect(findingsOfPath(path)).toEqual([]);
  });
});

describe('A variable that may be left out', () => {
  it.each([
    ['/rep/:id.:fmt?', ':fmt?', "'/rep/:id.:fmt' and '/rep/:id'"],
    ['/span/:from-:to?', ':to?', "'/span/:from-:to' and '/span/:from'"],
    ['/v:number?', ':number?', "'/v:number' and '/v'"],
    ['/:a(^\\d+$):b?/', ':b?', "'/:a(^\\d+$):b/' and '/:a(^\\d+$)/'"],
    ['/f/:id?.json', ':id?', "'/f/:id.json' and '/f/.json'"],
  ])('is all that stands between two slashes: %s', (path, variable, paths) => {
    expect(findingsOfPath(path)).toEqual([
      `Notes.show: its path '${path}' has '${variable}' beside something else, and the router leaves out all that stands between two slashes. Write two paths, each on a method or controller of its own: ${paths}.`,
    ]);
  });

  it('is so in a prefix, too', () => {
    @Controller('/v:number?')
    class Api {
      @Route('')
      index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Api] })).toEqual([
      expect.stringMatching(/^Api: its prefix '\/v:number\?' has ':number\?' beside something else/),
    ]);
    expect(findingsOf({ blueprints: [{ name: 'api', prefix: '/v:number?' }] })).toEqual([
      expect.stringMatching(/^api: prefix: '\/v:number\?' has ':number\?' beside something else/),
    ]);
  });

  it.each(['/:page?', '/pages/:page?', '/:year-:month/:day?', '/pages/:page?/'])('may be one: %s', (path) => {
    expect(findingsOfPath(path)).toEqual([]);
  });
});
