import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp, Form } from 'phial';
import { login, type NewAccount } from 'phial-login';
import { z } from 'zod';

import { ada, appWith, Members } from './support/members.js';

class NewMember extends Form(z.object({ mail: z.email('That is not a mail address.') })) {}

class MembersWithMail extends Members {
  override create({ fields, ...account }: NewAccount<NewMember>) {
    const member = super.create(account);
    if (member && fields) this.change(member.id, { mail: fields.mail });
    return member;
  }
}

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

  it('ask a new user for more, by a form of the app', async () => {
    const fields = '<input name="mail" value="{{mail}}">{{errors.mail}}';
    await writeFile(join(templates, 'login', 'register-fields.hbs'), fields);
    await rm(join(templates, 'login', 'register.hbs'), { force: true });
    const members = new MembersWithMail();
    const { app } = appWith({ registration: true, registrationForm: NewMember }, { templates, members });
    const form = { username: 'grace', password: 'open sesame', mail: 'grace' };
    const again = await app.testClient().post('/account/register', { form });
    expect(again.text).toContain('<input name="mail" value="grace">That is not a mail address.');
    await app.testClient().post('/account/register', { form: { ...form, mail: 'grace@navy.mil' } });
    expect(members.named('grace')?.mail).toBe('grace@navy.mil');
  });

  it('keeps what else was typed when the password is too short', async () => {
    await writeFile(join(templates, 'login', 'register-fields.hbs'), '<input name="mail" value="{{mail}}">');
    await rm(join(templates, 'login', 'register.hbs'), { force: true });
    const members = new MembersWithMail();
    const { app } = appWith({ registration: true, registrationForm: NewMember }, { templates, members });
    const form = { username: 'grace', password: 'short', mail: 'grace@example.org' };
    const { text } = await app.testClient().post('/account/register', { form });
    expect(text).toContain('<input name="mail" value="grace@example.org">');
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
