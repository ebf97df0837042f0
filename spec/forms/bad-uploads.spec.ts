import { Controller, createApp, Form, Request, Route, UploadedFile, type App } from 'phial';
import { quietApp } from '../support/quiet-app.js';
import { z } from 'zod';

import { exchange, rawPost } from '../support/raw-request.js';

const MULTIPART = 'multipart/form-data; boundary=b';

/** A part whose header has only this Content-Disposition. */
const part = (disposition: string, content = 'x'): string =>
  `--b\r\nContent-Disposition: form-data${disposition}\r\n\r\n${content}\r\n`;

describe('a multipart body', () => {
  @Controller()
  class Uploads {
    @Route('/', ['POST'])
    async read(request: Request) {
      const files = await Promise.all(
        [...request.files].map(async ([name, file]) => [name, file.filename, (await file.bytes()).toString()]),
      );
      return { form: [...request.form], files };
    }
  }

  let app: App;
  let address: string;
  beforeAll(async () => {
    app = quietApp([Uploads]);
    address = await app.run({ port: 0 });
  });
  afterAll(() => app.close());

  const send = async (body: string, type = MULTIPART, headers = {}) =>
    exchange(address, rawPost('/', type, body, headers));
  const read = async (body: string, type = MULTIPART) => {
    const answer = await send(body, type);
    expect(answer.status).toBe(200);
    return JSON.parse(answer.body) as { form: string[][]; files: string[][] };
  };

  it('may have blanks behind its boundaries', async () => {
    const padded = [' ', '\t', '  \t ', ''].map((blanks, index) =>
      part(`; name=${index}`).replace('--b', `--b${blanks}`),
    );
    const { form } = await read(`${padded.join('')}--b--  `);
    expect(form.map(([name]) => name)).toEqual(['0', '1', '2', '3']);
  });

  describe('with names', () => {
    it.each([
      ['título', '日本.txt'],
      ['a', ''],
      ['', 'a'],
      ['a b;c=d', 'a b;c=d'],
      ['__proto__', '__proto__'],
      ['constructor', 'toString'],
      ['n'.repeat(300), 'f'.repeat(300)],
      ['nul', 'a\0b'],
      ['up', '../../x'],
      ['windows', String.raw`C:\Users\me\x.txt`],
      ['trailing', 'back\\'],
      ['back\\', 'a.txt'],
      ['back\\', ''],
      ['back\\', 'back\\'],
      ['emoji', '🎉.png'],
    ])('%j and %j takes them as browsers send them', async (name, filename) => {
      const { form, files } = await read(
        `${part(`; name="${name}"`, 'text')}${part(`; name="${name}"; filename="${filename}"`, 'file')}--b--`,
      );
      expect(form).toEqual([[name, 'text']]);
      expect(files).toEqual([[name, filename, 'file']]);
    });

    it.each([
      ['"a%22b"', 'a"b'],
      [String.raw`"a\"b"`, 'a"b'],
      [String.raw`"a\\b"`, 'a\\b'],
      ['"100%25"', '100%25'],
      ['plain.txt', 'plain.txt'],
      ['""', ''],
    ])('reads filename=%s as %j', async (written, filename) => {
      expect((await read(`${part(`; name="f"; filename=${written}`)}--b--`)).files).toEqual([['f', filename, 'x']]);
    });

    it('ends a name at a quote that may end it, and not at one with text behind it', async () => {
      const { form } = await read(`${part(String.raw`; name="a\"; b"`)}${part(String.raw`; name="c\" ; x=y`)}--b--`);
      expect(form.map(([name]) => name)).toEqual(['a"; b', 'c\\']);
    });

    it('reads names in the encoding of RFC 5987, which some clients send', async () => {
      const { files } = await read(`${part("; name*=utf-8''t%C3%ADtulo; filename*=UTF-8'en'%E6%97%A5.txt")}--b--`);
      expect(files).toEqual([['título', '日.txt', 'x']]);
    });

    it('prefers filename to filename*, which forms may not have', async () => {
      expect((await read(`${part("; name=f; filename*=UTF-8''b.txt; filename=a.txt")}--b--`)).files).toEqual([
        ['f', 'a.txt', 'x'],
      ]);
    });

    it('takes the case and the order of parameters as they come, and a last semicolon', async () => {
      expect(
        (await read('--b\r\ncontent-DISPOSITION: Form-Data; FILENAME="a"; x=y; NAME="f";\r\n\r\nx\r\n--b--')).files,
      ).toEqual([['f', 'a', 'x']]);
    });
  });

  describe('with content', () => {
    it.each(['x--b', '\r\n-b', 'a--b--\r\n', '\r\n--\r\n', '\r\n\r\n', '\n--b--\n', '\0\xff', '\r', '-'])(
      '%j keeps it as it is',
      async (content) => {
        const { form, files } = await read(
          `${part('; name=a', content)}${part('; name=b; filename=c', content)}--b--\r\n`,
        );
        expect([form, files]).toEqual([[['a', content]], [['b', 'c', content]]]);
      },
    );

    it('has fields in latin1 where they say so', async () => {
      const body = Buffer.from(
        '--b\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n\r\né\r\n--b--',
        'latin1',
      );
      expect(JSON.parse((await exchange(address, rawPost('/', MULTIPART, body))).body).form).toEqual([['a', 'é']]);
    });

    it('has replacement characters for what is no UTF-8', async () => {
      const body = Buffer.from(`${part('; name=a', 'é')}--b--`, 'latin1');
      expect(JSON.parse((await exchange(address, rawPost('/', MULTIPART, body))).body).form).toEqual([['a', '\ufffd']]);
    });

    it('is a file when its type is bytes, even without a file name', async () => {
      expect(
        (
          await read(
            '--b\r\nContent-Disposition: form-data; name=a\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--',
          )
        ).files,
      ).toEqual([['a', '', 'x']]);
    });

    it('skips what stands before the first boundary and behind the last', async () => {
      expect((await read(`This is a form.\r\n${part('; name=a')}--b--\r\nGood bye.\r\n--b\r\n`)).form).toEqual([
        ['a', 'x'],
      ]);
    });

    it('arrives in pieces of any size', async () => {
      const bytes = rawPost(
        '/',
        MULTIPART,
        `${part('; name="a"', 'é\r\n-')}${part('; name="f"; filename="g"', '')}--b--\r\n`,
      );
      const { body } = await exchange(address, ...Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)));
      expect(JSON.parse(body)).toEqual({ form: [['a', 'é\r\n-']], files: [['f', 'g', '']] });
    });

    it('may be sent in chunks, without a length', async () => {
      const body = `${part('; name=a')}--b--`;
      const { status, body: answer } = await send(
        `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`,
        MULTIPART,
        { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' },
      );
      expect([status, answer]).toEqual([200, '{"form":[["a","x"]],"files":[]}']);
    });
  });

  it.each([
    'multipart/form-data; boundary="b"',
    'Multipart/Form-Data; BOUNDARY=b',
    'multipart/form-data;boundary=b',
    'multipart/form-data; charset=utf-8; boundary=b',
    'multipart/form-data; boundary=b;',
  ])('finds the boundary in %s', async (type) => {
    expect((await read(`${part('; name=a')}--b--`, type)).form).toEqual([['a', 'x']]);
  });

  it("takes a boundary of all characters that are legal: '()+_,-./:=? and spaces", async () => {
    const boundary = "a'()+_,-./:=? b";
    const { form } = await read(
      `--${boundary}\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--${boundary}--`,
      `multipart/form-data; boundary="${boundary}"`,
    );
    expect(form).toEqual([['a', 'x']]);
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'has no boundary'],
    ['an empty boundary', 'multipart/form-data; boundary=', 'has no boundary'],
    ['two boundaries', 'multipart/form-data; boundary=b; boundary=b', 'one of its parameters comes twice'],
    ['a blank in its boundary', 'multipart/form-data; boundary=a b', 'or needs quotes around its value'],
    ['another boundary than it says', 'multipart/form-data; boundary=c', 'is malformed, or ended early'],
    ['a boundary that is too long', `multipart/form-data; boundary=${'b'.repeat(300)}`, 'more than 200 bytes'],
    ['one of few letters and many bytes', `multipart/form-data; boundary=${'ä'.repeat(130)}`, 'more than 200 bytes'],
  ])('with %s gets 400, and hears why', async (_what, type, reason) => {
    const answer = await send(`${part('; name=a')}--b--`, type, { Accept: 'application/json' });
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.body) as { detail: string }).detail).toContain(reason);
  });

  it.each([
    ['nothing in it', ''],
    ['no parts', 'hello'],
    ['no end', part('; name=a')],
    ['half an end', `${part('; name=a')}--b-`],
    ['an unfinished field', '--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx'],
    ['an unfinished file', '--b\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nx'],
    ['an unfinished header', '--b\r\nContent-Disposition: form-data; name=a'],
    ['a header that a boundary ends', `--b\r\nContent-Disposition: form-data; name=a\r\n${part('; name=b')}--b--`],
    ['two boundaries one after the other', `--b\r\n${part('; name=a')}--b--`],
    ['a boundary before its end', '--b\r\n--b--'],
    ['line feeds alone', `${part('; name=a')}--b--\r\n`.replaceAll('\r\n', '\n')],
    ['a part without a header', `${part('; name=a')}--b\r\n\r\nx\r\n--b--`],
    ['a part without a Content-Disposition', '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--'],
    [
      'two Content-Dispositions in a part',
      '--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\nx\r\n--b--',
    ],
    ['a part that is an attachment', '--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--'],
    ['a line without a colon in a header', '--b\r\nhello\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--'],
    ['a boundary with text behind it', '--bXY\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--'],
    ['a part without a name', `${part('')}--b--`],
    ['a file without a name of its field', `${part('; filename=a')}--b--`],
    ['a name that comes twice', `${part('; name=a; name=b')}--b--`],
    ['a name without its end', `${part('; name="a')}--b--`],
    ['a name with text behind it', `${part('; name="a"b')}--b--`],
    ['a file name that comes twice', `${part('; name=a; filename=b; FileName=c')}--b--`],
    ['a filename* in broken percent-encoding', `${part("; name=a; filename*=utf-8''%E6%97")}--b--`],
    ['a filename* in another encoding', `${part("; name=a; filename*=koi8-r''a")}--b--`],
    ['a header that is too long', `${part(`; name="${'a'.repeat(100_000)}"`)}--b--`],
  ])('with %s gets 400, not an empty form', async (_what, body) => {
    const { status, headers } = await send(body);
    expect([status, headers]).toEqual([400, expect.stringContaining('Bad Request')]);
  });

  it('with a Content-Length that is too small gets 400', async () => {
    const body = `${part('; name=a')}--b--`;
    expect((await send(body, MULTIPART, { 'Content-Length': body.length - 5 })).status).toBe(400);
  });

  it('leaves the app able to answer the next', async () => {
    await send('nonsense');
    expect((await read(`${part('; name=a')}--b--`)).form).toEqual([['a', 'x']]);
  });
});

describe('an input class', () => {
  class Post extends Form(z.object({ title: z.string(), picture: z.instanceof(UploadedFile) })) {}

  @Controller()
  class Posts {
    @Route('/', ['POST'])
    create({ title, picture }: Post) {
      return `${title} ${picture.filename}`;
    }
  }

  const client = createApp({ controllers: [Posts] }).testClient();
  const file = { filename: 'a.png', content: 'x' };

  it('takes fields and files together', async () => {
    expect((await client.post('/', { form: { title: 'Hello' }, files: { picture: file } })).text).toBe('Hello a.png');
  });

  it('refuses a file where a text is wanted', async () => {
    const { status, json } = await client.post('/', {
      files: { title: file, picture: file },
      headers: { accept: 'application/json' },
    });
    expect([status, json().errors[0].path]).toEqual([422, ['title']]);
  });

  it('refuses a text where a file is wanted', async () => {
    const { status, json } = await client.post('/', {
      form: { title: 'Hello', picture: 'a.png' },
      headers: { accept: 'application/json' },
    });
    expect([status, json().errors[0].path]).toEqual([422, ['picture']]);
  });

  it('refuses a file and a text of one name where either is wanted', async () => {
    const { status } = await client.post('/', { form: { title: 'Hello', picture: 'a.png' }, files: { picture: file } });
    expect(status).toBe(422);
  });
});
