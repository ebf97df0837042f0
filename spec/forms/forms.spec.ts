import { createApp, Request, Route, type TestResponse } from 'phial';

class Echo {
  @Route('/', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
  echo(request: Request) {
    return { args: [...request.args], form: [...request.form], values: [...request.values] };
  }
}

const client = createApp({ controllers: [Echo] }).testClient();
const URLENCODED = 'application/x-www-form-urlencoded';

function post(body: string | Uint8Array, type = URLENCODED): Promise<TestResponse> {
  return client.post('/', { body, headers: { 'content-type': type } });
}

describe('A urlencoded form', () => {
  it('has its fields in request.form, in their order', async () => {
    expect((await post('b=1&a=2&10=3&1=4')).json().form).toEqual([
      ['b', '1'],
      ['a', '2'],
      ['10', '3'],
      ['1', '4'],
    ]);
  });

  it('keeps every value of a field', async () => {
    expect((await post('tag=red&tag=blue')).json().form).toEqual([
      ['tag', 'red'],
      ['tag', 'blue'],
    ]);
  });

  it.each([
    ['a plus for a space', 'a=x+y', 'x y'],
    ['an encoded plus', 'a=x%2By', 'x+y'],
    ['encoded separators', 'a=x%26b%3Dy', 'x&b=y'],
    ['an equals sign in the value', 'a=b=c', 'b=c'],
    ['encoded letters of other scripts', 'a=%E6%97%A5%E6%9C%AC', '日本'],
    ['letters of other scripts as they are', 'a=日本', '日本'],
    ['an emoji', 'a=%F0%9F%8D%8B', '🍋'],
    ['no value', 'a=', ''],
    ['no equals sign', 'a', ''],
    ['a null byte', 'a=x%00y', 'x\0y'],
  ])('decodes %s', async (_what, body, value) => {
    expect((await post(body)).json().form).toEqual([['a', value]]);
  });

  it('decodes names as it does values', async () => {
    expect((await post('first+n%61me=x')).json().form).toEqual([['first name', 'x']]);
  });

  it('skips what stands between two ampersands with nothing in between', async () => {
    expect((await post(`${'&'.repeat(2000)}a=1&&b=2&`)).json().form).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('takes __proto__, constructor and toString for ordinary fields', async () => {
    const { form } = (await post('__proto__=a&constructor=b&toString=c&__proto__[x]=d')).json();
    expect(form).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
      ['__proto__[x]', 'd'],
    ]);
  });

  it.each(['a=%zz', 'a=%', 'a=%e', '%zz=a', 'a=%ff', 'a=1&b=%C3'])(
    'answers 400 to broken percent-encoding: %s',
    async (body) => {
      expect((await post(body)).status).toBe(400);
    },
  );

  it('answers 400 to bytes that are no UTF-8, instead of losing letters', async () => {
    expect((await post(Buffer.from('a=\xE9', 'latin1'))).status).toBe(400);
  });

  it('takes the replacement character from who means it', async () => {
    expect((await post('a=%EF%BF%BD')).json().form).toEqual([['a', '\uFFFD']]);
  });

  it('says what was broken', async () => {
    const { json } = await client.post('/', {
      body: 'a=100%',
      headers: { 'content-type': URLENCODED, accept: 'application/json' },
    });
    expect(json().detail).toBe('The form has broken percent-encoding: "100%".');
  });

  it('is known by its content type, whatever its case and parameters', async () => {
    expect((await post('a=1', 'Application/X-WWW-Form-UrlEncoded; charset=UTF-8')).json().form).toEqual([['a', '1']]);
  });

  it('is empty when the body is', async () => {
    expect((await post('')).json().form).toEqual([]);
  });

  it('is empty when the body is something else', async () => {
    expect((await post('a=1', 'text/plain')).json().form).toEqual([]);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('comes with a %s, too', async (method) => {
    expect((await client.request(method, '/', { form: { a: 1 } })).json().form).toEqual([['a', '1']]);
  });

  it('is not read with a GET', async () => {
    expect((await client.get('/', { form: { a: 1 } })).json().form).toEqual([]);
  });
});

describe('A query', () => {
  it('has its arguments in request.args, in their order', async () => {
    expect((await client.get('/?b=1&a=2&b=3&1=4')).json().args).toEqual([
      ['b', '1'],
      ['b', '3'],
      ['a', '2'],
      ['1', '4'],
    ]);
  });

  it.each([
    ['a=x+y', 'x y'],
    ['a=x%2By', 'x+y'],
    ['a=%C3%A9', 'é'],
    ['a', ''],
    ['a=b=c?d', 'b=c?d'],
    ['&&a=1&', '1'],
  ])('decodes %s', async (query, value) => {
    expect((await client.get(`/?${query}`)).json().args).toEqual([['a', value]]);
  });

  it.each([
    ['a=%zz', '%zz'],
    ['a=100%', '100%'],
    ['a=%ff', '%ff'],
    ['a=50%+of+%C3%A9', '50% of é'],
  ])('keeps broken percent-encoding as it is: %s', async (query, value) => {
    expect((await client.get(`/?${query}`)).json().args).toEqual([['a', value]]);
  });

  it('may begin with a question mark of its own', async () => {
    expect((await client.get('/??a=1')).json().args).toEqual([['?a', '1']]);
  });

  it('takes __proto__, constructor and toString for ordinary arguments', async () => {
    const { args } = (await client.get('/?__proto__=a&constructor=b&toString=c')).json();
    expect(args).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
  });

  it('has no arguments when there is none', async () => {
    expect((await client.get('/')).json().args).toEqual([]);
  });
});

describe('request.values', () => {
  it('has the arguments, then the fields', async () => {
    expect((await client.post('/?a=1', { form: { a: 2, b: 3 } })).json().values).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', '3'],
    ]);
  });

  it('has the arguments alone in a GET', async () => {
    expect((await client.get('/?a=1', { form: { b: 2 } })).json().values).toEqual([['a', '1']]);
  });

  it('is empty when nothing was sent', async () => {
    expect((await client.post('/')).json().values).toEqual([]);
  });
});
