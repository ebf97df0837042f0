import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp } from 'phial';
import { login } from 'phial-login';

import { ada, appWith, Members } from './support/members.js';

describe('The pages of a login', () => {
  let templates: string;

  beforeAll(async () => {
    templates = await mkdtemp(join(tmpdir(), 'login-'));
    await mkdir(join(templates, 'login'));
  });
  afterAll(() => rm(templates, { recursive: true }));

  it("stand in the app's layout, and are replaced one by one", async () => {
    await writeFile(join(templates, 'base.hbs'), '<header>{{#if user}}{{user.name}}{{/if}}</header>{{> content}}');
    await writeFile(
      join(templates, 'login', 'register.hbs'),
      '{{#> base}}{{#*inline "content"}}Ours{{/inline}}{{/base}}',
    );
    const client = appWith({ registration: true }, { templates }).app.testClient();
    expect((await client.get('/account/register')).text).toBe('<header></header>Ours');
    await client.post('/account/login', { form: ada });
    expect((await client.get('/account/login')).text).toMatch(/^<header>ada<\/header>\s+<form/);
  });

  it('name each other wherever the blueprint lives, and whatever it is called', async () => {
    const auth = { ...login({ registration: true }), name: 'auth', prefix: '/auth' };
    const app = createApp({
      blueprints: [{ name: 'shop', prefix: '/shop', blueprints: [auth] }],
      services: [new Members()],
      secretKey: 'a secret of the specs',
      fastify: { logger: false },
      templates: [],
    });
    const { text } = await app.testClient().get('/shop/auth/login');
    expect(text).toContain('href="/shop/auth/register"');
  });
});
