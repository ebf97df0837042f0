import { Validator } from '@seriousme/openapi-schema-validator';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import {
  abort,
  BeforeRequest,
  Controller,
  createApp,
  Delete,
  Form,
  FromRequest,
  Get,
  Json,
  Post,
  Put,
  Query,
  Request,
  Route,
  UploadedFile,
  type AppOptions,
  type StandardSchema,
} from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';

const openapi = { info: { title: 'Notes', version: '1.0.0' } };

/** The document of an app, which has to be valid. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document is deep
async function documentOf(controllers: readonly object[], options: AppOptions = {}): Promise<any> {
  const document: unknown = (
    await createApp({ controllers, openapi, ...options })
      .testClient()
      .get('/openapi.json')
  ).json();
  expect(await new Validator().validate(document as never)).toMatchObject({ valid: true });
  return document;
}

class NewNote extends Json(z.object({ text: z.string(), tags: z.array(z.string()).default([]) })) {}
class Paging extends Query(
  z.object({
    page: z.coerce.number().int().default(1).describe('Which one.'),
    sort: z.enum(['title', 'date']),
    tags: z.array(z.string()),
  }),
) {}

class Author {
  @FromRequest()
  static of(_search: Paging) {
    return new Author();
  }
}

@Controller('/notes')
class Notes {
  @Get('/', { summary: 'All notes', tags: ['reading'], response: z.array(z.object({ id: z.int() })) })
  list(paging: Paging) {
    return [paging];
  }

  @Post('/')
  create(note: NewNote) {
    return note;
  }

  @Get('/:id/:isNew/:name/:big')
  show(id: number, isNew: boolean, name: string, big: bigint) {
    return [id, isNew, name, String(big)];
  }

  @Get('/mine')
  mine(author: Author) {
    return author;
  }
}

describe('the OpenAPI document', () => {
  it('says what it describes, and in which version', async () => {
    expect(await documentOf([Notes])).toMatchObject({ openapi: '3.1.0', info: { title: 'Notes', version: '1.0.0' } });
  });

  it('has the variables of a path with their types', async () => {
    const { parameters } = (await documentOf([Notes])).paths['/notes/{id}/{isNew}/{name}/{big}'].get;
    expect(
      parameters.map(
        ({
          name,
          in: where,
          required,
          schema,
        }: {
          name: string;
          in: string;
          required: boolean;
          schema: { type: string };
        }) => [name, where, required, schema.type],
      ),
    ).toEqual([
      ['id', 'path', true, 'number'],
      ['isNew', 'path', true, 'boolean'],
      ['name', 'path', true, 'string'],
      ['big', 'path', true, 'integer'],
    ]);
  });

  it('has the arguments of a query, also of a factory', async () => {
    const { paths } = await documentOf([Notes]);
    expect(paths['/notes/'].get.parameters).toEqual([
      {
        name: 'page',
        in: 'query',
        required: false,
        description: 'Which one.',
        schema: { type: 'integer', default: 1, minimum: expect.any(Number), maximum: expect.any(Number) },
      },
      { name: 'sort', in: 'query', required: true, schema: { type: 'string', enum: ['title', 'date'] } },
      // Of which nothing need be sent.
      { name: 'tags', in: 'query', required: false, schema: { type: 'array', items: { type: 'string' } } },
    ]);
    expect(paths['/notes/mine'].get.parameters).toEqual(paths['/notes/'].get.parameters);
  });

  it('has a JSON body under the name of its class', async () => {
    const { paths, components } = await documentOf([Notes]);
    expect(paths['/notes/'].post.requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/NewNote' } } },
    });
    expect(components.schemas.NewNote).toMatchObject({
      type: 'object',
      required: ['text'],
      properties: { text: { type: 'string' }, tags: { type: 'array', default: [] } },
    });
  });

  it('has the schema of a response', async () => {
    const { paths, components } = await documentOf([Notes]);
    expect(paths['/notes/'].get.responses['200'].content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/NotesListResponse' } },
    });
    expect(components.schemas.NotesListResponse).toMatchObject({ type: 'array', items: { type: 'object' } });
  });

  it('has error responses as problem+json', async () => {
    const { paths, components } = await documentOf([Notes]);
    const of = (name: string): object =>
      expect.objectContaining({
        content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${name}` } } },
      }) as object;
    const problem = of('Problem');
    expect(paths['/notes/'].post.responses).toEqual({
      '2XX': { description: 'Success.' },
      422: of('ValidationProblem'),
      '4XX': problem,
      '5XX': problem,
    });
    expect(Object.keys(paths['/notes/{id}/{isNew}/{name}/{big}'].get.responses)).toContain('404');
    expect(Object.keys(components.schemas.Problem.properties)).toEqual([
      'type',
      'title',
      'status',
      'detail',
      'instance',
    ]);
    expect(components.schemas.ValidationProblem.allOf[1].required).toEqual(['errors']);
  });

  it('groups by controller or by tags, and has summaries', async () => {
    const { paths, tags } = await documentOf([Notes]);
    expect(paths['/notes/'].get).toMatchObject({ tags: ['reading'], summary: 'All notes' });
    expect(paths['/notes/'].post.tags).toEqual(['notes']);
    expect(tags).toEqual([{ name: 'reading' }, { name: 'notes' }]);
  });

  it('has no schemas that nothing refers to', async () => {
    expect(Object.keys((await documentOf([Notes])).components.schemas).sort()).toEqual([
      'NewNote',
      'NotesListResponse',
      'Problem',
      'ValidationProblem',
    ]);
  });

  it('has the server of baseUrl, and takes over what else it is given', async () => {
    expect((await documentOf([Notes], { baseUrl: 'https://example.com' })).servers).toEqual([
      { url: 'https://example.com' },
    ]);
    const own = {
      ...openapi,
      servers: [{ url: 'https://other.example' }],
      paths: { '/plugin': {} },
      components: { schemas: { NewNote: { type: 'string' } }, securitySchemes: {} },
    };
    const { servers, paths, components } = await documentOf([Notes], { openapi: own, baseUrl: 'https://example.com' });
    expect(servers).toEqual([{ url: 'https://other.example' }]);
    expect(Object.keys(paths)).toContain('/plugin');
    expect(components).toMatchObject({
      schemas: { NewNote: { type: 'string' }, NewNote2: { type: 'object' } },
      securitySchemes: {},
    });
  });
});

describe('an operation', () => {
  class Users {
    @Route('/users', ['GET', 'POST', 'HEAD', 'OPTIONS', 'PROPFIND'])
    list() {
      return [];
    }

    @Put('/users/:id')
    show(id: number) {
      return id;
    }

    @Delete('/users/:name')
    remove(name: string) {
      return name;
    }
  }

  @Controller('/groups')
  class Groups {
    @Get('/')
    list() {
      return [];
    }

    @Get('/:id(^\\d+$)')
    byId(id: string) {
      return id;
    }

    @Get('/:id')
    byName(id: string) {
      return id;
    }

    @Get('/pages/:page?')
    pages(request: Request) {
      return request.params;
    }

    @Get('/files/*', { strictSlashes: false })
    file(path: string) {
      return path;
    }

    @Get('/at::{noon}', { strictSlashes: false })
    literal() {
      return '';
    }
  }

  it('has the name of its method, or a longer one of its own', async () => {
    const { paths } = await documentOf([Users, Groups]);
    const ids = Object.values(paths as Record<string, Record<string, { operationId: string }>>).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(ids).toEqual([
      'users.list',
      'users.list.post',
      'show',
      'remove',
      'groups.list',
      'byId',
      'byName',
      'pages',
      'pages.get',
      'file',
      'literal',
    ]);
  });

  it('stands with those of the other methods, under one path', async () => {
    const { paths } = await documentOf([Users]);
    expect(Object.keys(paths)).toEqual(['/users', '/users/{id}']);
    expect(Object.keys(paths['/users/{id}'])).toEqual(['put', 'delete']);
    expect(paths['/users/{id}'].delete.parameters[0].name).toBe('id');
  });

  it('is none for HEAD, OPTIONS and what OpenAPI does not know', async () => {
    expect(Object.keys((await documentOf([Users])).paths['/users'])).toEqual(['get', 'post']);
  });

  it('is never lost, even when only an expression tells its path from another', async () => {
    const { paths } = await documentOf([Groups]);
    expect(paths['/groups/{id}'].get).toMatchObject({
      operationId: 'byId',
      parameters: [{ name: 'id', schema: { type: 'string', pattern: '^\\d+$' } }],
    });
    expect(paths['/groups/{id_}'].get).toMatchObject({ operationId: 'byName', parameters: [{ name: 'id_' }] });
  });

  it.each([
    ['([a-z]{2})', '^[a-z]{2}$'],
    ['(^a|bc$)', '^(?:a|bc)$'],
    ['(^[a-z]+)', '^[a-z]+$'],
  ])('has the expression of a variable as one of the whole variable: %s', async (expression, pattern) => {
    class Codes {
      @Get(`/:code${expression}`)
      show(code: string) {
        return code;
      }
    }
    const { paths } = await documentOf([Codes]);
    expect(paths['/{code}'].get.parameters[0].schema.pattern).toBe(pattern);
  });

  it('stands under both paths of an optional variable, and under one of two that differ in the last slash', async () => {
    expect(Object.keys((await documentOf([Groups])).paths)).toEqual([
      '/groups/',
      '/groups/{id}',
      '/groups/{id_}',
      '/groups/pages/{page}',
      '/groups/pages',
      '/groups/files/{path}',
      '/groups/at:%7Bnoon%7D',
    ]);
  });
});

describe.each<[string, StandardSchema<unknown, { title: string; picture?: UploadedFile | undefined }>]>([
  ['zod', z.object({ title: z.string(), picture: z.instanceof(UploadedFile).optional() })],
  [
    'zod, with rules of the file',
    z.object({
      title: z.string(),
      picture: z
        .instanceof(UploadedFile)
        .refine(() => true)
        .describe('A picture.')
        .check(() => {})
        .optional(),
    }),
  ],
  ['valibot', toStandardJsonSchema(v.object({ title: v.string(), picture: v.optional(v.instance(UploadedFile)) }))],
  ['arktype', type({ title: 'string', 'picture?': type.instanceOf(UploadedFile) })],
])('a form over %s', (_library, schema) => {
  class NewPost extends Form(schema) {}
  class Rename extends Form(z.object({ title: z.string().optional(), when: z.coerce.date().optional() })) {}

  class Posts {
    @Post('/')
    create(post: NewPost) {
      return post.title;
    }

    @Put('/')
    both(rename: Rename, post: NewPost) {
      return [rename, post];
    }

    @Put('/rename')
    rename(rename: Rename) {
      return rename;
    }
  }

  it('with a file is multipart', async () => {
    const { paths, components } = await documentOf([Posts]);
    expect(paths['/'].post.requestBody).toEqual({
      required: true,
      content: { 'multipart/form-data': { schema: { $ref: '#/components/schemas/NewPost' } } },
    });
    expect(components.schemas.NewPost).toMatchObject({
      required: ['title'],
      properties: {
        title: { type: 'string' },
        picture: { type: 'string', contentMediaType: 'application/octet-stream' },
      },
    });
  });

  it('without one may be urlencoded, too', async () => {
    const { requestBody } = (await documentOf([Posts])).paths['/rename'].put;
    expect(requestBody).toMatchObject({
      required: false,
      content: { 'application/x-www-form-urlencoded': {}, 'multipart/form-data': {} },
    });
  });

  it('that two classes read fits both', async () => {
    const { content } = (await documentOf([Posts])).paths['/'].put.requestBody;
    expect(content).toEqual({
      'multipart/form-data': {
        schema: { allOf: [{ $ref: '#/components/schemas/Rename' }, { $ref: '#/components/schemas/NewPost' }] },
      },
    });
  });
});

describe('an input class with a factory', () => {
  class Draft extends Json(z.object({ text: z.string() })) {
    @FromRequest()
    static async load(request: Request) {
      return (await this.validate(request)).value ?? abort(400, 'No note.');
    }
  }
  class Filter extends Query(z.object({ page: z.string() })) {
    @FromRequest()
    static async load(request: Request) {
      return (await this.validate(request)).value ?? abort(400);
    }
  }
  class Kept extends Json(z.object({ kept: z.string() })) {
    @FromRequest()
    static of(_note: NewNote, _request: Request) {
      return new Kept({ kept: 'a' });
    }
  }

  class Drafts {
    @Route('/', ['GET', 'POST'])
    create(_draft: Draft, _filter: Filter) {
      return '';
    }

    @Put('/')
    keep(_kept: Kept) {
      return '';
    }
  }

  it('that takes the request is in the document, and has no 422', async () => {
    const { post } = (await documentOf([Drafts])).paths['/'];
    expect(post.requestBody.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/Draft' } },
    });
    expect(post.parameters).toMatchObject([{ name: 'page', in: 'query' }]);
    expect(Object.keys(post.responses)).toEqual(['2XX', '4XX', '5XX']);
  });

  it('has no body where there is none', async () => {
    expect((await documentOf([Drafts])).paths['/'].get).not.toHaveProperty('requestBody');
  });

  it('is required of nobody: the factory may do without it', async () => {
    const { post } = (await documentOf([Drafts])).paths['/'];
    expect([post.requestBody.required, post.parameters[0].required]).toEqual([false, false]);
  });

  it('leaves the body to a class of another kind that needs it', async () => {
    class Token extends Form(z.object({ token: z.string().optional() })) {
      @FromRequest()
      static async load(request: Request) {
        return (await this.validate(request)).value ?? new Token({});
      }
    }
    class Pages {
      @Post('/')
      create(_token: Token, _note: NewNote) {
        return '';
      }

      @Post('/either')
      take(_token?: Token, _draft?: Draft) {
        return '';
      }
    }
    const { paths } = await documentOf([Pages]);
    expect(Object.keys(paths['/'].post.requestBody.content)).toEqual(['application/json']);
    expect(Object.keys(paths['/either'].post.requestBody.content)).toEqual([
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
    ]);
  });

  it('that takes another class alone is not read itself', async () => {
    const { requestBody, responses } = (await documentOf([Drafts])).paths['/'].put;
    expect(requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/NewNote' });
    expect(responses).toHaveProperty('422');
  });

  it('has a schema that tells its JSON Schema', () => {
    class Told extends Json(v.object({ text: v.string() })) {
      @FromRequest()
      static async load(request: Request) {
        return (await this.validate(request)).value ?? abort(400);
      }
    }
    class Broken extends Query(undefined as unknown as StandardSchema<unknown, object>) {
      @FromRequest()
      static load(_request: Request) {
        return new Broken({});
      }
    }
    class Pages {
      @Post('/')
      create(_told: Told, _broken: Broken) {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Pages], openapi })).toEqual([
      expect.stringMatching(/^Told: its schema, of valibot, cannot tell its JSON Schema/),
      expect.stringMatching(/^Broken: its schema is no Standard Schema/),
    ]);
  });
});

describe('a schema library that cannot tell its JSON Schema', () => {
  class NewUser extends Json(v.object({ name: v.string() })) {}

  class Users {
    @Post('/a')
    a(user: NewUser) {
      return user;
    }

    @Post('/b')
    b(user: NewUser) {
      return user;
    }
  }

  it('is named, with what can', () => {
    expect(findingsOf({ controllers: [Users], openapi })).toEqual([
      'NewUser: its schema, of valibot, cannot tell its JSON Schema, which openapi needs. This can: valibot with toStandardJsonSchema(schema) of @valibot/to-json-schema, from version 1.5 on.',
    ]);
  });

  it('is named once where a hook alone declares it', () => {
    class Lang extends Query(v.object({ lang: v.string() })) {}
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      look(_lang: Lang) {}

      @Get('/')
      index() {
        return '';
      }
    }
    const blueprints = [{ name: 'shop', controllers: [Notes] }];
    expect(findingsOf({ controllers: [Hooks], blueprints, openapi })).toEqual([
      expect.stringMatching(/^Lang: its schema, of valibot, cannot tell its JSON Schema, which openapi needs/),
    ]);
  });

  it('is no mistake without openapi', () => {
    expect(findingsOf({ controllers: [Users] })).toEqual([]);
  });

  it('is no mistake of a route that is not in the document', () => {
    class Login extends Form(v.object({ name: v.string() })) {}
    class Pages {
      @Post('/login')
      login(_form: Login) {
        return '';
      }

      @Post('/notes/login', { openapi: false })
      api(_form: Login) {
        return '';
      }
    }
    const controllers = [Pages, Notes];
    expect(findingsOf({ controllers, openapi: { ...openapi, routes: '/notes' } })).toEqual([]);
  });
});

describe('the openapi option', () => {
  it.each([{}, { info: { title: 'Notes' } }, { title: 'Notes', version: '1' }])('is not %j', (wrong) => {
    expect(findingsOf({ controllers: [Notes], openapi: wrong as never })).toEqual([
      "openapi: it has no info with a title and a version. Write openapi: { info: { title: 'Notes', version: '1.0.0' } }.",
    ]);
  });
});
