import { Controller, createApp, Post, Redirect, Request, type TestFile } from 'phial';

describe('the files option of the test client', () => {
  @Controller()
  class Uploads {
    @Post('/')
    async read(request: Request) {
      const files = await Promise.all(
        [...request.files].map(async ([field, file]) => [
          field,
          file.filename,
          file.mimetype,
          (await file.bytes()).toString('latin1'),
        ]),
      );
      return { form: [...request.form], files };
    }

    @Post('/moved')
    moved() {
      return new Redirect('/', 307);
    }
  }

  const client = createApp({ controllers: [Uploads] }).testClient();

  it('takes text and bytes', async () => {
    const files = {
      text: { filename: 'a.txt', content: 'hello', type: 'text/plain' },
      bytes: { filename: 'b.bin', content: new Uint8Array([0, 255]) },
    };
    expect((await client.post('/', { files })).json().files).toEqual([
      ['text', 'a.txt', 'text/plain', 'hello'],
      ['bytes', 'b.bin', 'application/octet-stream', '\x00\xff'],
    ]);
  });

  it('takes a list of files for a field, and the fields of a form beside it', async () => {
    const files = { page: ['1', '2'].map((content): TestFile => ({ filename: `${content}.txt`, content })) };
    const body = (
      await client.post('/', { form: { title: 'título', tags: ['a', 'b'], none: undefined }, files })
    ).json();
    expect(body.form).toEqual([
      ['title', 'título'],
      ['tags', 'a'],
      ['tags', 'b'],
    ]);
    expect(body.files).toEqual([
      ['page', '1.txt', 'application/octet-stream', '1'],
      ['page', '2.txt', 'application/octet-stream', '2'],
    ]);
  });

  it.each([
    'título 日本.txt',
    'a "quoted" one',
    String.raw`C:\fakepath\x.txt`,
    '../../x',
    'a;b=c',
    '%41',
    'x\0y',
    ' spaces ',
  ])('sends the file name %j as it is', async (filename) => {
    const { files } = (await client.post('/', { files: { [filename]: { filename, content: '' } } })).json();
    expect(files).toEqual([[filename, filename, 'application/octet-stream', '']]);
  });

  it('is sent again when a redirect repeats the request', async () => {
    const { files } = (
      await client.post('/moved', { files: { a: { filename: 'a', content: 'x' } }, followRedirects: true })
    ).json();
    expect(files).toEqual([['a', 'a', 'application/octet-stream', 'x']]);
  });

  it('refuses what is no file, naming the field', async () => {
    const files = { picture: 'cat.png' as unknown as TestFile };
    await expect(client.post('/', { files })).rejects.toThrow('files.picture takes { filename, content, type }');
  });

  it('refuses a second body', async () => {
    await expect(client.post('/', { files: {}, json: {} })).rejects.toThrow('A request has one body');
  });
});
