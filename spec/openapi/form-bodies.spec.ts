import { Form, Json, Post } from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

describe('A form whose lists may be empty', () => {
  const tags = z.array(z.string());
  class Tags extends Form(z.object({ tags })) {}
  class NewPost extends Form(z.object({ title: z.string(), tags, some: tags.min(1) }).meta({ id: 'Post' })) {}
  class Either extends Form(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), tags }),
      z.object({ kind: z.literal('b'), tags: tags.min(1) }),
    ]),
  ) {}
  class Pages {
    @Post('/tags')
    create({ tags }: Tags) {
      return { tags };
    }

    @Post('/post')
    post({ some, tags }: NewPost) {
      return { some, tags };
    }

    @Post('/either')
    either({ kind }: Either) {
      return { kind };
    }
  }

  it('need not be sent, as the document says', async () => {
    expect((await quietApp([Pages]).testClient().post('/tags')).json()).toEqual({ tags: [] });
    const { paths, components } = await documentOf([Pages]);
    expect(paths['/tags'].post.requestBody.required).toBe(false);
    expect(components.schemas.Tags).not.toHaveProperty('required');
  });

  it('requires its other fields, and lists that must not be empty', async () => {
    const form = { title: 'Milk', some: 'a' };
    expect((await quietApp([Pages]).testClient().post('/post', { form })).json()).toEqual({ some: ['a'], tags: [] });
    const { schemas } = (await documentOf([Pages])).components;
    expect(schemas.Post.required).toEqual(['title', 'some']);
  });

  it('may be one of several', async () => {
    const { schemas } = (await documentOf([Pages])).components;
    const alternatives = (schemas.Either.oneOf ?? schemas.Either.anyOf) as { required: string[] }[];
    expect(alternatives.map(({ required }) => required)).toEqual([['kind'], ['kind', 'tags']]);
  });
});

describe('A schema of a form and of JSON', () => {
  const Tagged = z.object({ tags: z.array(z.string()) }).meta({ id: 'Tagged' });
  class AsJson extends Json(Tagged) {}
  class AsForm extends Form(Tagged) {}
  class Pages {
    @Post('/json')
    json(_body: AsJson) {
      return {};
    }

    @Post('/form')
    form(_body: AsForm) {
      return {};
    }
  }

  it('requires its lists of JSON alone', async () => {
    const { components } = await documentOf([Pages]);
    const required = Object.entries(components.schemas as Record<string, { required?: string[] }>).map(
      ([name, schema]) => [name, schema.required],
    );
    expect(required).toEqual(
      expect.arrayContaining([
        ['Tagged', ['tags']],
        ['Tagged2', undefined],
      ]),
    );
  });
});
