import {
  Controller,
  Form,
  FromRequest,
  Get,
  Json,
  Post,
  Query,
  Request,
  Route,
  createApp,
  type StandardSchema,
} from 'phial';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';

const text = z.object({ text: z.string() });

class NoteForm extends Form(text) {}
class NoteJson extends Json(text) {}
class Search extends Query(text) {}
class OtherForm extends Form(z.object({ other: z.string() })) {}

describe('the doctor, of input', () => {
  it.each<[string, unknown, string]>([
    ['a class', class Note {}, '[class Note]'],
    ['a text', 'text', "'text'"],
    ['undefined', undefined, 'undefined'],
    ['a shape without z.object()', { text: z.string() }, 'no Standard Schema'],
    [
      'a schema of a later version',
      { '~standard': { version: 2, vendor: 'x', validate: () => ({}) } },
      'no Standard Schema',
    ],
  ])('finds %s where a schema should be', (_what, schema, described) => {
    class Broken extends Form(schema as StandardSchema<unknown, object>) {}

    @Controller()
    class Notes {
      @Post('/a')
      a(note: Broken) {
        return note;
      }

      @Post('/b')
      b(note: Broken) {
        return note;
      }
    }

    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining(`Broken: its schema is ${described}. Give Form() a schema of zod, valibot, arktype`),
    ]);
  });

  it('tells what to write instead of a decorator on a parameter', () => {
    const decorate = Query('page' as never) as unknown as (target: object, key: string, index: number) => void;
    expect(() => decorate({}, 'index', 0)).toThrow(
      "Query(...) stands on a parameter, and makes base classes. Declare a class, class Search extends Query(schema) {}, as the parameter's type; or a Request, and read request.args.get('page').",
    );
  });

  it('is not needed for a class that is only validated by hand', async () => {
    class Broken extends Form(undefined as unknown as StandardSchema<unknown, object>) {}

    @Controller()
    class Notes {
      @Post('/')
      async create(request: Request) {
        try {
          return await Broken.validate(request);
        } catch (error) {
          return (error as Error).message;
        }
      }
    }

    const { text: answer } = await createApp({ controllers: [Notes] })
      .testClient()
      .post('/', { form: {} });
    expect(answer).toContain('Broken: its schema is undefined. Give Form() a schema');
  });

  it.each([
    ['GET', NoteForm, 'a form'],
    ['HEAD', NoteForm, 'a form'],
    ['TRACE', NoteForm, 'a form'],
    ['GET', NoteJson, 'a JSON body'],
  ])('finds on a %s %p, %s, which it cannot have', (method, input, what) => {
    class Notes {
      @Route('/', [method], { inject: [input] })
      index() {
        return '';
      }
    }

    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining(
        `Notes.index: it takes ${input.name}, ${what}, and serves ${method}, which has no body. Use Query()`,
      ),
    ]);
  });

  it('tells how a method serves a form and its GET', () => {
    @Controller()
    class Notes {
      @Route('/', ['GET', 'POST'])
      create(note: NoteForm) {
        return note;
      }
    }

    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining(
        'serves GET, which has no body. Give GET a method of its own, or validate by hand: await NoteForm.validate(request).',
      ),
    ]);
  });

  it('finds a body that only a factory takes', () => {
    class Author {
      @FromRequest()
      static of(_note: NoteJson) {
        return new Author();
      }
    }

    @Controller()
    class Notes {
      @Get('/')
      index(author: Author) {
        return author;
      }

      @Post('/')
      create(author: Author) {
        return author;
      }
    }

    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining('Notes.index: it takes NoteJson, a JSON body, and serves GET'),
    ]);
  });

  it('finds a form and a JSON body in one request', () => {
    @Controller()
    class Notes {
      @Post('/')
      create(form: NoteForm, json: NoteJson) {
        return { form, json };
      }
    }

    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.create: it takes NoteForm, a form, and NoteJson, a JSON body, and a request has one body. Take one of them, or a Request, and validate by hand what request.isJson says: await NoteJson.validate(request).',
    ]);
  });

  it('has nothing against two classes of one body, and a query beside them', () => {
    @Controller()
    class Notes {
      @Post('/')
      create(one: NoteForm, two: OtherForm, search: Search) {
        return { one, two, search };
      }
    }

    expect(findingsOf({ controllers: [Notes] })).toEqual([]);
  });

  it('finds input where there is no request', () => {
    @Controller()
    class Notes {
      constructor(readonly note: NoteForm) {}

      @Get('/')
      index() {
        return '';
      }
    }

    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining('Notes: parameter 1 (note): NoteForm belongs to one request'),
    ]);
  });
});
