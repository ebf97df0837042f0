import { Form, Get, Post, Query } from 'phial';
import { z } from 'zod';

import { quietApp } from '../support/quiet-app.js';

describe('An empty field of a number or date that may be left out', () => {
  const age = z.coerce.number().min(0);

  class Person extends Form(
    z.object({
      age: age.optional(),
      size: z.coerce.number().int().default(7),
      born: z.coerce.date().optional(),
      big: z.coerce.bigint().nullish(),
      name: z.string().optional(),
    }),
  ) {}
  class Paging extends Query(z.object({ page: age.min(1).catch(1), count: age })) {}

  class People {
    @Post('/')
    create(person: Person) {
      return { ...person };
    }

    @Get('/')
    list({ page, count }: Paging) {
      return { page, count };
    }
  }
  const client = quietApp([People]).testClient();

  it('is one that was not sent, as a browser means it, and text stays empty text', async () => {
    const form = { age: '', size: '', born: '', big: '', name: '' };
    expect((await client.post('/', { form })).json()).toEqual({ size: 7, name: '' });
  });

  it('is not looked at beside a value of the same name', async () => {
    expect((await client.post('/', { form: { age: ['', '0'] } })).json()).toEqual({ age: 0, size: 7 });
  });

  it('is taken as the schema takes it where the field is required', async () => {
    expect((await client.get('/?page=&count=')).json()).toEqual({ page: 1, count: 0 });
  });
});
