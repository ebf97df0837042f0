import { createApp, MultiDict, Request, Route } from 'phial';

describe('MultiDict', () => {
  const tags = new MultiDict([
    ['tag', 'red'],
    ['page', '2'],
    ['tag', 'blue'],
  ]);

  it('gets the first value of a key', () => {
    expect(tags.get('tag')).toBe('red');
  });

  it('gets undefined for a missing key', () => {
    expect(tags.get('nothing')).toBeUndefined();
  });

  it('gets the fallback for a missing key, and for no other', () => {
    expect([tags.get('nothing', 'green'), tags.get('tag', 'green')]).toEqual(['green', 'red']);
  });

  it('converts the first value', () => {
    expect(tags.get('page', 1, Number)).toBe(2);
  });

  it.each([Number, parseInt, Date])('says that the fallback comes before %p', (convert) => {
    const dictionary = new MultiDict([['page', '2']]);
    expect(() => dictionary.get('page', convert)).toThrow(
      `get("page", ${convert.name}) takes ${convert.name} for the fallback, which comes before what converts. Write get("page", undefined, ${convert.name}).`,
    );
    expect(dictionary.get('title', () => 'any other function')).toBeInstanceOf(Function);
  });

  it('does not convert the fallback', () => {
    expect(tags.get('nothing', null, Number)).toBeNull();
  });

  it.each([
    ['gives NaN', 'two', Number],
    ['gives an invalid date', 'someday', (text: string) => new Date(text)],
    ['throws', '{', JSON.parse],
    ['would make an empty text the number 0', '', Number],
    ['would make blanks the number 0', '  ', Number],
    ['would make an empty text the bigint 0', '', BigInt],
  ])('gets the fallback when the conversion %s', (_what, text, convert: (text: string) => unknown) => {
    expect(new MultiDict([['x', text]]).get('x', 'fallback', convert)).toBe('fallback');
  });

  it.each([
    ['true', true],
    ['1', true],
    ['on', true],
    ['Yes', true],
    ['false', false],
    ['0', false],
    ['off', false],
    ['no', false],
    ['', false],
    ['perhaps', 'fallback'],
  ])('reads %j as %j with Boolean', (text, expected) => {
    expect(new MultiDict([['all', text]]).get('all', 'fallback', Boolean)).toBe(expected);
  });

  it('takes 0 and false for conversions that worked', () => {
    const values = new MultiDict([
      ['zero', '0'],
      ['no', 'no'],
    ]);
    expect([values.get('zero', 1, Number), values.get('no', true, (text) => text === 'yes')]).toEqual([0, false]);
  });

  it('gets all values of a key, in their order', () => {
    expect(tags.getAll('tag')).toEqual(['red', 'blue']);
  });

  it('gets an empty list for a missing key', () => {
    expect(tags.getAll('nothing')).toEqual([]);
  });

  it('gives lists away that nobody can change it through', () => {
    tags.getAll('tag').push('green');
    expect(tags.getAll('tag')).toEqual(['red', 'blue']);
  });

  it('has the keys that it was made of', () => {
    expect([tags.has('tag'), tags.has('nothing')]).toEqual([true, false]);
  });

  it('lists each key once', () => {
    expect([...tags.keys()]).toEqual(['tag', 'page']);
  });

  it('counts distinct keys', () => {
    expect(tags.size).toBe(2);
  });

  it('gives every pair as its entries', () => {
    expect([...tags.entries()]).toEqual([
      ['tag', 'red'],
      ['tag', 'blue'],
      ['page', '2'],
    ]);
  });

  it('can be iterated like its entries', () => {
    expect([...tags]).toEqual([...tags.entries()]);
  });

  it('becomes an object of first values', () => {
    expect(tags.toObject()).toEqual(Object.assign(Object.create(null), { tag: 'red', page: '2' }));
  });

  it('becomes JSON of first values', () => {
    expect(JSON.stringify(tags)).toBe('{"tag":"red","page":"2"}');
  });

  it('keeps cases apart, unless it is caseless', () => {
    const pairs = [
      ['A', '1'],
      ['a', '2'],
    ] as const;
    expect([new MultiDict(pairs).getAll('a'), new MultiDict(pairs, { caseless: true }).getAll('A')]).toEqual([
      ['2'],
      ['1', '2'],
    ]);
  });

  describe('of many pairs', () => {
    const many = new MultiDict(Array.from({ length: 500 }, (_, index) => [`key${index % 400}`, index] as const));

    it('gets first values, all values and fallbacks like one of few', () => {
      expect([many.get('key7'), many.getAll('key7'), many.get('key399'), many.get('key400', 'none')]).toEqual([
        7,
        [7, 407],
        399,
        'none',
      ]);
    });

    it('has, requires and counts its keys like one of few', () => {
      expect([
        many.has('key399'),
        many.has('key400'),
        many.require('key0'),
        many.size,
        [...many.entries()].length,
      ]).toEqual([true, false, 0, 400, 500]);
    });

    it('becomes an object of first values', () => {
      expect(many.toObject()['key99']).toBe(99);
    });
  });

  it('keeps keys apart whose small letters are more than the capital ones', () => {
    const capitals = new MultiDict(
      [
        ['İ', '1'],
        ['i', '2'],
      ],
      { caseless: true },
    );
    expect([capitals.get('İ'), capitals.get('I'), [...capitals.keys()]]).toEqual(['1', '2', ['i̇', 'i']]);
  });

  it('keeps a first value that is undefined', () => {
    expect(
      new MultiDict<unknown>([
        ['x', undefined],
        ['x', 1],
      ]).toObject(),
    ).toEqual(Object.assign(Object.create(null), { x: undefined }));
  });

  describe.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('with the key %s', (key) => {
    it('has none of its own accord', () => {
      const empty = new MultiDict();
      expect([empty.has(key), empty.get(key), empty.getAll(key), empty.toObject()[key]]).toEqual([
        false,
        undefined,
        [],
        undefined,
      ]);
    });

    it('keeps it like any other', () => {
      const one = new MultiDict([[key, 'x']]);
      expect([one.get(key), Object.keys(one.toObject()), JSON.parse(JSON.stringify(one))[key]]).toEqual([
        'x',
        [key],
        'x',
      ]);
    });
  });

  describe('of a request', () => {
    class Search {
      @Route('/search')
      search(request: Request) {
        return request.args.require('q');
      }
    }

    const client = createApp({ controllers: [Search] }).testClient();

    it('gives a value that is required', async () => {
      expect((await client.get('/search?q=phial')).text).toBe('phial');
    });

    it('takes an empty value for one', async () => {
      expect((await client.get('/search?q=')).text).toBe('');
    });

    it('answers 400 and names the key when it is missing', async () => {
      const { status, json } = await client.get('/search', { headers: { accept: 'application/json' } });
      expect([status, json().detail]).toEqual([400, "The field 'q' is missing."]);
    });
  });

  it('reads a date, and falls back where there is none', () => {
    const args = new MultiDict([
      ['day', '2020-01-01'],
      ['bad', 'someday'],
    ]);
    expect(args.get('day', undefined, Date)).toEqual(new Date('2020-01-01'));
    expect(args.get('bad', null, Date)).toBeNull();
  });
});
