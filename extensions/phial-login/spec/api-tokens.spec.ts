import { Controller, Get, MemorySessionStore } from 'phial';
import { Admin, ApiTokens, CurrentUser } from 'phial-login';

import { ada, appWith } from './support/members.js';

@Controller('/api')
class Api {
  @Get('/me')
  me({ id }: CurrentUser) {
    return { id };
  }
}

async function withTokens() {
  const { app, members } = appWith({ apiTokens: { store: new MemorySessionStore() } }, { controllers: [Api] });
  const client = app.testClient();
  await client.post('/account/login', { form: ada });
  const ask = (token: string) => app.testClient().get('/api/me', { headers: { Authorization: `Bearer ${token}` } });
  return { app, members, client, ask };
}

const shown = (text: string) => /<code>(.+)<\/code>/.exec(text)![1]!;

describe('An API token', () => {
  it('is made on a page, shown once, and lets a program in', async () => {
    const { client, ask } = await withTokens();
    const token = shown((await client.post('/account/tokens', { form: { name: 'backup' } })).text);
    expect(token).toMatch(/^phial_[\w-]+$/);
    expect((await ask(token)).json()).toEqual({ id: 1 });
    const { text } = await client.get('/account/tokens');
    expect(text).toContain('backup');
    expect(text).not.toContain(token);
  });

  it('is no longer good when it is deleted', async () => {
    const { client, ask } = await withTokens();
    const token = shown((await client.post('/account/tokens', { form: { name: 'backup' } })).text);
    const url = /action="(\/account\/tokens\/.+\/delete)"/.exec((await client.get('/account/tokens')).text)![1]!;
    expect((await client.post(url, { followRedirects: true })).text).toContain('The token is deleted.');
    expect((await ask(token)).status).toBe(401);
    expect((await client.post(url)).status).toBe(404);
  });

  it('makes no other, and opens nothing that needs a password typed', async () => {
    const { app, client, ask } = await withTokens();
    const token = shown((await client.post('/account/tokens', { form: { name: 'backup' } })).text);
    const headers = { Authorization: `Bearer ${token}` };
    const { status } = await app.testClient().post('/account/tokens', { headers, form: { name: 'another' } });
    expect([status, (await app.testClient().get('/account/tokens', { headers })).status]).toEqual([401, 401]);
    expect((await ask(token)).status).toBe(200);
  });

  it('may be made by code, for users whose ids are text', async () => {
    const tokens = new ApiTokens({ store: new MemorySessionStore() });
    const made = await Promise.all([tokens.create('a_b', 'one'), tokens.create('a_b', 'two'), tokens.create(1, 'x')]);
    expect(await Promise.all(made.map((token) => tokens.ownerOf(token)))).toEqual(['a_b', 'a_b', 1]);
    expect((await tokens.list('a_b')).map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it("is nobody's when its text was changed to another of the same meaning", async () => {
    const tokens = new ApiTokens({ store: new MemorySessionStore() });
    const token = await tokens.create(1, 'x');
    expect(token).toMatch(/^phial_MQ_/);
    for (const owner of ['MR', 'IDE', 'MS4w'])
      expect(await tokens.ownerOf(token.replace('_MQ_', `_${owner}_`))).toBeUndefined();
  });

  it("is nobody's when its owner looks like the mark of a deleted token", async () => {
    const tokens = new ApiTokens({ store: new MemorySessionStore() });
    await tokens.delete('ada', '0123456789ab');
    const owner = Buffer.from('"ada:0123456789ab"').toString('base64url');
    expect(await tokens.ownerOf(`phial_${owner}_0123456789ab_${'x'.repeat(32)}`)).toBeUndefined();
  });

  it('is no longer good after its time', async () => {
    const tokens = new ApiTokens({ store: new MemorySessionStore(), lifetime: 0.001 });
    const token = await tokens.create(1, 'short');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await tokens.ownerOf(token)).toBeUndefined();
  });

  it.each(['phial_', 'phial_MQ_0123456789ab_', 'a.b.c', `phial_MQ_0123456789ab_${'x'.repeat(32)}`])(
    "is nobody's when it is %p",
    async (token) => {
      const { ask } = await withTokens();
      const { status, headers } = await ask(token);
      expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
    },
  );

  it('whose last sign is another is refused', async () => {
    const { client, ask } = await withTokens();
    const token = shown((await client.post('/account/tokens', { form: { name: 'backup' } })).text);
    expect((await ask(token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'))).status).toBe(401);
  });

  it('needs a name', async () => {
    const { client } = await withTokens();
    expect((await client.post('/account/tokens', { form: { name: ' ' } })).text).toContain(
      'Say what the token is for.',
    );
  });
});

describe('The document of an API', () => {
  it('tells what a route demands that declares a user', async () => {
    @Controller('/api')
    class Documented {
      @Get('/me')
      me({ id }: CurrentUser) {
        return { id };
      }

      @Get('/rule')
      rule(_admin: Admin) {
        return {};
      }
    }
    const openapi = { info: { title: 'Users', version: '1' }, routes: '/api' };
    const { app } = appWith({}, { controllers: [Documented], openapi });
    const { paths } = (await app.testClient().get('/openapi.json')).json<Document>();
    expect(paths['/api/me']!.get.responses['401']!.description).toBe('Nobody is logged in.');
    expect(paths['/api/rule']!.get.responses['403']!.description).toBe('The user may not do that.');
    expect(paths['/api/me']!.get.responses['403']).toBeUndefined();
  });

  it('holds: a program that says nothing of what it takes gets the 401, and no page to log in', async () => {
    @Controller('/api')
    class Documented {
      @Get('/me')
      me({ id }: CurrentUser) {
        return { id };
      }
    }
    const openapi = { info: { title: 'Users', version: '1' }, routes: '/api' };
    const client = appWith({}, { controllers: [Documented], openapi }).app.testClient();
    expect((await client.get('/api/me')).status).toBe(401);
    expect((await client.get('/api/me', { headers: { accept: 'text/html' } })).location).toBe(
      '/account/login?next=%2Fapi%2Fme',
    );
  });
});

interface Document {
  paths: Record<string, { get: { responses: Record<string, { description: string }> } }>;
}
