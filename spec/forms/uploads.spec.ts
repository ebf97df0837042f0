import { Controller, createApp, Post, Request, Route, type TestFile } from 'phial';
import { quietApp } from '../support/quiet-app.js';

const text = (content: string | Uint8Array, filename = 'note.txt', type = 'text/plain'): TestFile => ({
  filename,
  content,
  type,
});

describe('an upload', () => {
  @Controller()
  class Uploads {
    @Post('/describe')
    describe(request: Request) {
      return {
        form: [...request.form],
        files: [...request.files].map(([name, { filename, mimetype, size }]) => ({ name, filename, mimetype, size })),
      };
    }

    @Post('/echo')
    async echo(request: Request) {
      return request.files.require('file').bytes();
    }

    @Route('/keys', ['PUT', 'PATCH', 'DELETE'])
    keys(request: Request) {
      return [...request.files.keys()];
    }

    @Post('/body')
    body(request: Request) {
      return {
        data: request.data,
        bytes: request.bytes.length,
        mimetype: request.mimetype,
        values: [...request.values.keys()],
      };
    }
  }

  const client = quietApp([Uploads]).testClient();

  it('has the name, the type and the size that the client sent', async () => {
    const { files } = (
      await client.post('/describe', { files: { picture: text('<svg/>', 'logo.svg', 'image/svg+xml') } })
    ).json();
    expect(files).toEqual([{ name: 'picture', filename: 'logo.svg', mimetype: 'image/svg+xml', size: 6 }]);
  });

  it('comes with the fields of its form', async () => {
    const { form, files } = (
      await client.post('/describe', { form: { title: 'Hello', tags: ['a', 'b'] }, files: { file: text('x') } })
    ).json();
    expect(form).toEqual([
      ['title', 'Hello'],
      ['tags', 'a'],
      ['tags', 'b'],
    ]);
    expect(files).toHaveLength(1);
  });

  it('is one of several under the same field, in the order in which they were sent', async () => {
    const { files } = (
      await client.post('/describe', { files: { file: [text('1', 'one'), text('', 'two'), text('333', 'three')] } })
    ).json();
    expect(files.map(({ filename, size }: { filename: string; size: number }) => `${filename} ${size}`)).toEqual([
      'one 1',
      'two 0',
      'three 3',
    ]);
  });

  it.each([0, 1, 65_535, 65_536, 499_999, 500_000, 500_001, 3_000_000])(
    'of %d bytes arrives as it was sent',
    async (size) => {
      const content = Buffer.alloc(size, 'The quick brown fox\r\n--jumps\0');
      const { bytes } = await client.post('/echo', { files: { file: text(content) } });
      expect(bytes.equals(content)).toBe(true);
    },
  );

  it('is no field, and a field is no file', async () => {
    const { form, files } = (await client.post('/describe', { form: { a: '1' }, files: { b: text('2') } })).json();
    expect(form).toEqual([['a', '1']]);
    expect(files).toEqual([expect.objectContaining({ name: 'b' })]);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('may come by %s', async (method) => {
    expect((await client.request(method, '/keys', { files: { file: text('x') } })).json()).toEqual(['file']);
  });

  it('leaves no bytes of the body beside it', async () => {
    const body = (await client.post('/body', { form: { a: '1' }, files: { file: text('x') } })).json();
    expect(body).toEqual({ data: '', bytes: 0, mimetype: 'multipart/form-data', values: ['a'] });
  });

  it('is refused without a file under the name that the handler requires', async () => {
    const { status, text: page } = await client.post('/echo', { files: { other: text('x') } });
    expect(status).toBe(400);
    expect(page).toContain('file');
  });
});

describe('a form without a file', () => {
  @Controller()
  class Uploads {
    @Post('/')
    describe(request: Request) {
      return { form: [...request.form], files: request.files.size };
    }
  }

  const client = createApp({ controllers: [Uploads] }).testClient();
  const type = { 'content-type': 'multipart/form-data; boundary=b' };

  it('has no file for a file input that was left empty', async () => {
    const { files } = (await client.post('/', { files: { picture: { filename: '', content: '' } } })).json();
    expect(files).toBe(0);
  });

  it('has no files when it is urlencoded', async () => {
    expect((await client.post('/', { form: { a: '1' } })).json()).toEqual({ form: [['a', '1']], files: 0 });
  });

  it('may be multipart and have only fields, in their order', async () => {
    const { form } = (await client.post('/', { form: { b: ['1', '2'], a: '' }, files: {} })).json();
    expect(form).toEqual([
      ['b', '1'],
      ['b', '2'],
      ['a', ''],
    ]);
  });

  it('may be multipart and have nothing at all', async () => {
    expect((await client.post('/', { headers: type, body: '--b--\r\n' })).json()).toEqual({ form: [], files: 0 });
  });
});
