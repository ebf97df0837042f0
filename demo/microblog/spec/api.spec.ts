import { Validator } from '@seriousme/openapi-schema-validator';

import { loggedIn, openMicroblog } from './open-microblog.js';

const { app } = await openMicroblog();
const ada = await loggedIn(app, 'ada');
const page = await ada.post('/account/tokens', { form: { name: 'specs' } });
const [token] = /phial_[\w-]+/.exec(page.text)!;
const program = app.testClient();
const headers = { authorization: `Bearer ${token}` };

describe('The API', () => {
  it('is for those who show a token', async () => {
    expect((await program.get('/api/users')).status).toBe(401);
    expect((await program.get('/api/users', { headers })).status).toBe(200);
  });

  it('writes a post, and lists it', async () => {
    const { status, headers: sent, json } = await program.post('/api/posts', { headers, json: { body: 'Hello' } });
    expect([status, json()]).toEqual([201, expect.objectContaining({ body: 'Hello', author: 'ada' })]);
    expect((await program.get(sent['location'] as string, { headers })).json()).toEqual(json());
    expect((await program.get('/api/users/ada/posts', { headers })).json()).toEqual({ items: [json()], next: null });
  });

  it('tells of people what others may know', async () => {
    const { status, text, json } = await program.put('/api/users/me', { headers, json: { about: 'I count.' } });
    expect([status, json()]).toEqual([200, expect.objectContaining({ name: 'ada', about: 'I count.', posts: 1 })]);
    expect(text).not.toContain('example.com');
  });

  it('leads to the next page', async () => {
    const bob = await loggedIn(app, 'bob');
    await bob.post('/users/ada/follow');
    for (let number = 0; number < 11; number += 1) await bob.post('/', { form: { body: `Post ${number}` } });
    const { next } = (await program.get('/api/users/bob/posts', { headers })).json<{ next: string }>();
    expect(next).toBe('/api/users/bob/posts?page=2');
    expect((await program.get(next, { headers })).json()).toMatchObject({ items: [{ body: 'Post 0' }], next: null });
    const followers = (await program.get('/api/users/ada/followers', { headers })).json<object>();
    expect(followers).toMatchObject({ items: [{ name: 'bob' }] });
  });

  it('answers mistakes as problems', async () => {
    const response = await program.post('/api/posts', { headers, json: { body: '' } });
    expect([response.status, response.json()]).toEqual([
      422,
      expect.objectContaining({ errors: expect.any(Array) as [] }),
    ]);
    expect((await program.get('/api/users/nobody', { headers })).status).toBe(404);
  });

  it('describes itself', async () => {
    const document = (await program.get('/openapi.json')).json<Record<string, unknown>>();
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  });
});
