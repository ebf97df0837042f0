import { Controller, createApp, Post, Request } from 'phial';

@Controller()
class Bodies {
  @Post('/data')
  data(request: Request) {
    return { data: request.data, bytes: request.bytes.toString('hex'), a: request.form.get('a') };
  }

  @Post('/file')
  file(request: Request) {
    return request.files.require('picture').filename;
  }

  @Post('/field')
  field(request: Request) {
    return request.form.require('title');
  }

  @Post('/value')
  value(request: Request) {
    return request.values.require('title');
  }

  @Post('/cookie')
  cookie(request: Request) {
    return { a: request.cookies.get('a'), b: request.cookies.get('b') };
  }
}

const client = createApp({ controllers: [Bodies] }).testClient();

describe('the data and bytes of a urlencoded form', () => {
  it('are what was sent', async () => {
    const body = 'a=%C3%A4+%2b&a=ü&&b';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { json } = await client.post('/data', { body, headers } as never);
    expect(json()).toEqual({ data: body, bytes: Buffer.from(body).toString('hex'), a: 'ä +' });
  });
});

describe('a required field', () => {
  it('that is a file says so when the form was sent without its enctype', async () => {
    const { status, text } = await client.post('/file', { form: { picture: 'cat.png' } });
    expect([status, text]).toEqual([400, expect.stringContaining('multipart/form-data')]);
  });

  it('says so when the body is JSON', async () => {
    const { status, text } = await client.post('/field', { json: { title: 'x' } });
    expect([status, text]).toEqual([400, expect.stringContaining('the body is JSON')]);
  });

  it.each(['/value', '/value?page=1', '/file'])('says so when the body is JSON: %s', async (path) => {
    const { status, text } = await client.post(path, { json: { title: 'x' } });
    expect([status, text]).toEqual([400, expect.stringContaining('the body is JSON')]);
  });

  it.each([
    ['/field', 'text/plain', '&quot;text/plain&quot;'],
    ['/value', 'text/plain', '&quot;text/plain&quot;'],
    ['/file', 'image/png', '&quot;image/png&quot;'],
  ])('says of what type the body is that is not a form: %s', async (path, type, shown) => {
    const { status, text } = await client.post(path, { body: 'title=x', headers: { 'content-type': type } });
    expect([status, text]).toEqual([
      400,
      expect.stringContaining(`is missing: the body is not a form: its Content-Type is ${shown}.`),
    ]);
  });

  it('says no more when nothing is sent', async () => {
    const { text } = await client.post('/field');
    expect(text).toMatch(/is missing\.|title&#39; is missing\./);
  });
});

describe('a cookie', () => {
  it('is without the quotes around its value', async () => {
    const headers = { cookie: 'a="x y"; b=x"y' };
    expect((await client.post('/cookie', { headers })).json()).toEqual({ a: 'x y', b: 'x"y' });
  });
});
