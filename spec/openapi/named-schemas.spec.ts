import { Controller, Get, Json, Post } from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';

const Note = z.object({ text: z.string(), tags: z.object({ all: z.string() }) }).meta({ id: 'Note' });
const Book = z.object({ title: z.string().default('Untitled') }).meta({ id: 'Book' });
const Page = z.object({ number: z.int() }).meta({ id: 'Page2' });

class NewNote extends Json(Note) {}
class NewBook extends Json(Book) {}
const [FirstPage, SecondPage] = ['a', 'b'].map((name) => {
  class Page extends Json(z.object({ [name]: z.string() })) {}
  return Page;
}) as [ReturnType<typeof Json>, ReturnType<typeof Json>];

@Controller('/read')
class Reading {
  @Get('/notes', { response: z.array(Note) })
  notes(): never[] {
    return [];
  }

  @Get('/book', { response: Book })
  book() {
    return { title: 'A book' };
  }

  @Get('/page', { response: Page })
  page() {
    return { number: 1 };
  }
}

@Controller('/write')
class Writing {
  @Post('/note')
  note({ text }: NewNote) {
    return text;
  }

  @Post('/book')
  book({ title }: NewBook) {
    return title;
  }

  @Post('/pages', { inject: [FirstPage, SecondPage] })
  pages(first: unknown, _second: unknown) {
    return String(first);
  }
}

describe('A schema with a name', () => {
  it.each([
    ['first', [Writing, Reading]],
    ['last', [Reading, Writing]],
  ])('stands once where clients send it and get it, and twice where that differs, inputs %s', async (_when, all) => {
    const { components, paths } = await documentOf(all);
    const names = Object.keys(components.schemas).filter((name) => /^(?:Note|Book|Page)/.test(name));
    expect(names.sort()).toEqual(['Book', 'BookOutput', 'Note', 'Page', 'Page2', 'Page3']);
    expect(JSON.stringify(components.schemas.Note)).not.toContain('additionalProperties');
    expect(components.schemas.Book.required).toBeUndefined();
    expect(components.schemas.BookOutput.required).toEqual(['title']);
    expect(Object.keys(components.schemas.Page2.properties)).toEqual(['number']);
    expect(paths['/read/book'].get.responses[200].content['application/json'].schema.$ref).toMatch(/\/BookOutput$/);
  });

  it('has it alone where no client sends it', async () => {
    const { components } = await documentOf([Reading]);
    expect(Object.keys(components.schemas).filter((name) => name.startsWith('Book'))).toEqual(['Book']);
  });

  it('says that nothing else may be sent where it is strict', async () => {
    const Strict = z.strictObject({ a: z.string() }).meta({ id: 'Strict' });
    class NewStrict extends Json(Strict) {}
    class Stricts {
      @Post('/strict', { response: Strict })
      create({ a }: NewStrict) {
        return { a };
      }
    }
    const { components } = await documentOf([Stricts]);
    expect(Object.keys(components.schemas).filter((name) => name.startsWith('Strict'))).toEqual(['Strict']);
    expect(components.schemas.Strict.additionalProperties).toBe(false);
  });
});

describe("A schema of the app's own that is called as one of Phial's", () => {
  const own = { type: 'object', properties: { code: { type: 'integer' } } };

  it('leaves that as it is, under another name', async () => {
    class New extends Json(z.object({ text: z.string() })) {}
    class Notes {
      @Post('/')
      create(_note: New) {
        return {};
      }
    }
    const openapi = { components: { schemas: { Problem: own } } };
    const { paths, components } = await documentOf([Notes], { openapi } as never);
    const refused = paths['/'].post.responses['4XX'].content['application/problem+json'].schema;
    expect(refused).toEqual({ $ref: '#/components/schemas/Problem2' });
    expect(components.schemas.Problem).toEqual(own);
    expect(components.schemas.Problem2.required).toContain('title');
    expect(components.schemas.ValidationProblem.allOf[0]).toEqual(refused);
  });
});
