import { Get } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

const HEX = '[0-9a-fA-F]';
const UUID = `^${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}$`;

/** Flask's converter int(min=1, max=12). */
class Month {
  constructor(readonly number: number) {}

  static fromPath(text: string) {
    return /^(?:0?[1-9]|1[0-2])$/.test(text) ? new this(Number(text)) : undefined;
  }

  toPath() {
    return String(this.number);
  }
}

/** A path for each of Flask's converters. */
class Converters {
  @Get('/span/:from-:to')
  span(from: number, to: number) {
    return [from, to];
  }

  @Get('/file.:extension')
  file(extension: string) {
    return [extension];
  }

  @Get('/string/:name')
  string(name: string) {
    return [name];
  }

  @Get('/length/:code(^[^/]{2}$)')
  length(code: string) {
    return [code];
  }

  @Get('/number/:number')
  number(number: number) {
    return [number];
  }

  @Get('/unsigned/:number(^\\d+$)')
  unsigned(number: number) {
    return [number];
  }

  @Get('/digits/:year(^\\d{4}$)')
  digits(year: number) {
    return [year];
  }

  @Get('/float/:number(^\\d+\\.\\d+$)')
  float(number: number) {
    return [number];
  }

  @Get('/month/:month')
  month(month: Month) {
    return [month.number];
  }

  @Get('/path/*')
  path(rest: string) {
    return [rest];
  }

  @Get(`/uuid/:id(${UUID})`)
  uuid(id: string) {
    return [id];
  }

  @Get('/any/:page(^(?:about|help)$)')
  any(page: string) {
    return [page];
  }
}

const converters = quietApp([Converters]);

async function taken(path: string): Promise<unknown> {
  const response = await converters.testClient().get(path);
  return response.status === 200 ? response.json() : response.status;
}

describe("Of Flask's converters,", () => {
  it.each([
    ['/span/1-9', [1, 9]],
    ['/file.txt', ['txt']],
  ])('Rule syntax: a segment may have several parts, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });

  it.each(['notes', '/<int:id>', '/:id/:id'])('Rule syntax: %s is refused at the start', (path) => {
    class Pages {
      @Get(path as '/')
      index() {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Pages] })[0]).toContain(path);
  });

  it.each([
    ['/string/Ada', ['Ada']],
    ['/string/', 404],
    ['/string/a/b', 404],
    ['/length/de', ['de']],
    ['/length/deu', 404],
  ])('string: anything but nothing and slashes, its length by an expression, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });

  // DESIGN §3: a number may be negative, as with Flask's signed=True, unless an expression says otherwise.
  it.each([
    ['/number/05', [5]],
    ['/number/-5', [-5]],
    ['/unsigned/05', [5]],
    ['/unsigned/-5', 404],
    ['/digits/2026', [2026]],
    ['/digits/26', 404],
    ['/month/12', [12]],
    ['/month/13', 404],
  ])('int: a number, its sign, digits and range by an expression or a class, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });

  // DESIGN §3: `number` takes whole numbers, too.
  it.each([
    ['/number/1.5', [1.5]],
    ['/number/1', [1]],
    ['/number/1e3', 404],
    ['/float/1.5', [1.5]],
    ['/float/1', 404],
  ])('float: a plain decimal without exponent, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });

  it('float: a URL has plain decimals, and a number that needs an exponent is refused', () => {
    expect(converters.urlFor(Converters, 'number', { number: 0.000001 })).toBe('/number/0.000001');
    expect(() => converters.urlFor(Converters, 'number', { number: 1e-7 })).toThrow('number');
  });

  it.each([
    ['/path/a/b.txt', ['a/b.txt']],
    ['/path/a//b/', ['a//b/']],
    ['/path/', 404],
  ])('path: the rest, with inner and last slashes, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });

  it.each([
    ['/uuid/0F8FAD5B-d9cb-469f-a165-70867728950e', ['0F8FAD5B-d9cb-469f-a165-70867728950e']],
    ['/uuid/0f8fad5bd9cb469fa16570867728950e', 404],
  ])('uuid: an expression takes either case, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });

  it.each([
    ['/any/help', ['help']],
    ['/any/other', 404],
    ['/any/helpful', 404],
  ])('any: an expression takes only the listed words, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });

  it('Custom converters: fromPath() makes the value, undefined is 404, toPath() writes it', async () => {
    expect(await taken('/month/07')).toEqual([7]);
    expect(await taken('/month/june')).toBe(404);
    expect(converters.urlFor(Converters, 'month', { month: new Month(7) })).toBe('/month/7');
  });

  // Fastify's router: %2F stays in the variable, where WSGI makes it a slash.
  it.each([
    ['/string/a%2Fb', ['a/b']],
    ['/string/caf%C3%A9', ['café']],
    ['/string/a+b', ['a+b']],
  ])('Encoding: paths are decoded as UTF-8, %s', async (path, values) => {
    expect(await taken(path)).toEqual(values);
  });
});
