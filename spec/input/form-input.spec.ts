import { type } from 'arktype';
import {
  Controller,
  createApp,
  ErrorHandler,
  Form,
  Post,
  Request,
  Route,
  UploadedFile,
  ValidationError,
  type StandardSchema,
  type TestRequestOptions,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';
import * as v from 'valibot';
import { z } from 'zod';

interface Book {
  title: string;
  pages: number;
  stars?: number | undefined;
}

describe.each<[string, StandardSchema<unknown, Book>]>([
  [
    'zod',
    z.object({
      title: z.string().trim().min(2),
      pages: z.coerce.number().default(1),
      stars: z.string().transform(Number).optional(),
    }),
  ],
  [
    'valibot',
    v.object({
      title: v.pipe(v.string(), v.trim(), v.minLength(2)),
      pages: v.optional(v.pipe(v.string(), v.transform(Number), v.number()), '1'),
      stars: v.optional(v.pipe(v.string(), v.transform(Number))),
    }),
  ],
  [
    'arktype',
    type({
      title: 'string.trim |> string >= 2',
      pages: 'string.numeric.parse = "1"',
      'stars?': 'string.numeric.parse',
    }),
  ],
])('a form class over %s', (_library, schema) => {
  class NewBook extends Form(schema) {
    get slug() {
      return this.title.toLowerCase().replaceAll(' ', '-');
    }
  }

  @Controller()
  class Books {
    @Post('/')
    create(book: NewBook) {
      return { ...book, slug: book.slug, isBook: book instanceof NewBook };
    }
  }

  const client = createApp({ controllers: [Books] }).testClient();

  it('gives an instance of itself, with its own members', async () => {
    const { slug, isBook } = (await client.post('/', { form: { title: 'Moby Dick' } })).json();
    expect({ slug, isBook }).toEqual({ slug: 'moby-dick', isBook: true });
  });

  it('has what the schema makes of the fields', async () => {
    const book = (await client.post('/', { form: { title: '  Emma ', stars: '5' } })).json();
    expect(book).toMatchObject({ title: 'Emma', stars: 5 });
  });

  it('has the defaults of the schema', async () => {
    expect((await client.post('/', { form: { title: 'Emma' } })).json().pages).toBe(1);
  });

  it('takes multipart forms, too', async () => {
    expect((await client.post('/', { form: { title: 'Emma', pages: '474' }, files: {} })).json()).toMatchObject({
      title: 'Emma',
      pages: 474,
    });
  });

  it('refuses what does not fit with a 422 that says where', async () => {
    const { status, headers, json } = await client.post('/', {
      form: { title: ' ' },
      headers: { accept: 'application/json' },
    });
    expect(status).toBe(422);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(json()).toMatchObject({
      title: 'Unprocessable Entity',
      status: 422,
      errors: [{ place: 'body.title', path: ['title'], message: expect.any(String) }],
    });
  });

  it('says that it was sent as JSON', async () => {
    const { text } = await client.post('/', { json: { title: 'Emma' } });
    expect(text).toContain('The body is JSON, where a form is expected.');
  });

  it('says of what type the body is that is not a form', async () => {
    const headers = { accept: 'application/json', 'content-type': 'text/plain' };
    const { json } = await client.post('/', { body: 'title=Emma', headers });
    expect((json() as { errors: object[] }).errors).toContainEqual(
      expect.objectContaining({ message: 'The body is not a form: its Content-Type is "text/plain".' }),
    );
  });

  it.each<[string, TestRequestOptions]>([
    ['no body', {}],
    ['a body of another type', { json: { title: 'Emma' } }],
    ['text', { body: 'title=Emma', headers: { 'content-type': 'text/plain' } }],
    ['a file for a text', { files: { title: { filename: 'a.txt', content: 'Emma' } } }],
    ['a file beside the text', { form: { title: 'Emma' }, files: { title: { filename: 'a.txt', content: 'Emma' } } }],
  ])('refuses %s', async (_what, options) => {
    const { status, json } = await client.post('/', {
      ...options,
      headers: { accept: 'application/json', ...options.headers },
    });
    expect(status).toBe(422);
    expect(json().errors[0].path[0]).toBe('title');
  });
});

describe.each<[string, StandardSchema<unknown, { picture: UploadedFile; note: string }>]>([
  ['zod', z.object({ picture: z.instanceof(UploadedFile), note: z.string().default('') })],
  ['valibot', v.object({ picture: v.instance(UploadedFile), note: v.optional(v.string(), '') })],
  ['arktype', type({ picture: type.instanceOf(UploadedFile), note: 'string = ""' })],
])('a file in a form over %s', (_library, schema) => {
  class Upload extends Form(schema) {}

  @Controller()
  class Pictures {
    @Post('/')
    async create({ picture, note }: Upload) {
      return {
        filename: picture.filename,
        isFile: picture instanceof UploadedFile,
        text: String(await picture.bytes()),
        note,
      };
    }
  }

  const client = createApp({ controllers: [Pictures] }).testClient();
  const problem = { accept: 'application/json' };

  it('is an UploadedFile', async () => {
    const files = { picture: { filename: 'cat.png', content: 'meow' } };
    expect((await client.post('/', { form: { note: 'hi' }, files })).json()).toEqual({
      filename: 'cat.png',
      isFile: true,
      text: 'meow',
      note: 'hi',
    });
  });

  it('is none where the file input was left empty', async () => {
    const { status, json } = await client.post('/', {
      files: { picture: { filename: '', content: '' } },
      headers: problem,
    });
    expect([status, json().errors[0].path]).toEqual([422, ['picture']]);
  });

  it('is no text', async () => {
    expect((await client.post('/', { form: { picture: 'cat.png' }, headers: problem })).status).toBe(422);
  });

  it('is one, not two', async () => {
    const file = { filename: 'cat.png', content: 'meow' };
    expect((await client.post('/', { files: { picture: [file, file] }, headers: problem })).status).toBe(422);
  });
});

describe('a form that is not valid', () => {
  class Login extends Form(
    z.object({
      name: z.string().refine((name) => name === 'ada', { error: ({ input }) => `${String(input)} is not known.` }),
    }),
  ) {}

  @Controller()
  class Plain {
    @Post('/')
    login() {}

    @Post('/in')
    into(login: Login) {
      return login.name;
    }
  }

  @Controller('/own')
  class Own {
    @Post('/')
    login(login: Login) {
      return login.name;
    }

    @ErrorHandler(ValidationError)
    refuse(error: ValidationError, request: Request) {
      return { issues: error.issues, message: error.message, typed: request.form.get('name') };
    }
  }

  @Controller('/status')
  class ByStatus extends Plain {
    @ErrorHandler(422)
    refuse(error: ValidationError) {
      return `422 for ${error.issues.length}`;
    }
  }

  const client = quietApp([Plain, Own, ByStatus]).testClient();

  it('gets a page that a reader understands, with what was typed escaped', async () => {
    const { status, text } = await client.post('/in', { form: { name: '<script>alert(1)</script>' } });
    expect(status).toBe(422);
    expect(text).toContain('The form is not valid. name: &lt;script&gt;alert(1)&lt;/script&gt; is not known.');
  });

  it('can be answered by a handler of its error', async () => {
    const { status, json } = await client.post('/own/', { form: { name: 'bob' } });
    expect(status).toBe(422);
    expect(json()).toEqual({
      issues: [{ path: ['name'], message: 'bob is not known.' }],
      message: 'The form is not valid. name: bob is not known.',
      typed: 'bob',
    });
  });

  it('can be answered by a handler of its status', async () => {
    expect((await client.post('/status/in', { form: {} })).text).toBe('422 for 1');
  });
});

describe('a form class on a route with limits', () => {
  class Note extends Form(z.object({ text: z.string() })) {}

  @Controller()
  class Notes {
    @Post('/', { limits: { field: 10, parts: 2, body: 100 } })
    create({ text }: Note) {
      return text;
    }
  }

  const client = createApp({ controllers: [Notes] }).testClient();

  it('takes the largest that is allowed', async () => {
    expect((await client.post('/', { form: { text: 'x'.repeat(10) } })).text).toBe('x'.repeat(10));
  });

  it.each<[number, string, TestRequestOptions]>([
    [413, 'a longer field', { form: { text: 'x'.repeat(11) } }],
    [413, 'more fields', { form: { text: ['a', 'b', 'c'] } }],
    [413, 'a larger body', { form: { text: 'x'.repeat(100) } }],
    [400, 'a malformed form', { body: 'text=%zz', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    [400, 'a multipart form without a boundary', { body: 'text', headers: { 'content-type': 'multipart/form-data' } }],
  ])('answers %d to %s, before the schema sees it', async (status, _what, options) => {
    expect((await client.post('/', options)).status).toBe(status);
  });
});

describe('validate()', () => {
  class Comment extends Form(z.object({ text: z.string().min(3, 'Too short.') })) {
    get loud() {
      return this.text.toUpperCase();
    }
  }

  @Controller()
  class Comments {
    @Route('/', ['GET', 'POST'])
    async write(request: Request) {
      if (request.method === 'GET') return 'the empty form';
      const { value, issues } = await Comment.validate(request);
      return issues
        ? { shown: request.form.get('text'), issues }
        : { loud: value.loud, isComment: value instanceof Comment };
    }
  }

  const client = createApp({ controllers: [Comments] }).testClient();

  it('gives an instance of the class', async () => {
    expect((await client.post('/', { form: { text: 'hello' } })).json()).toEqual({ loud: 'HELLO', isComment: true });
  });

  it('gives the issues, so that the form can be shown again', async () => {
    expect((await client.post('/', { form: { text: 'h' } })).json()).toEqual({
      shown: 'h',
      issues: [{ path: ['text'], message: 'Too short.' }],
    });
  });
});

describe('a form class with files', () => {
  it.each<[string, StandardSchema<unknown, unknown>]>([
    ['zod', z.object({ picture: z.instanceof(UploadedFile) })],
    ['zod, a list', z.object({ picture: z.array(z.instanceof(UploadedFile)) })],
    ['valibot', v.object({ picture: v.instance(UploadedFile) })],
    ['arktype', type({ picture: type.instanceOf(UploadedFile) })],
  ])('says that a form with files lacks its enctype: %s', async (_library, schema) => {
    class Picture extends Form(schema as StandardSchema<object, object>) {}
    class Pictures {
      @Post('/')
      add(_picture: Picture) {
        return 'added';
      }
    }
    const pictures = createApp({ controllers: [Pictures], fastify: { logger: false } }).testClient();
    const why = 'The form was sent without enctype';
    expect((await pictures.post('/', { form: { picture: 'cat.png' } })).text).toContain(why);
  });
});
