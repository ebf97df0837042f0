import { Validator } from '@seriousme/openapi-schema-validator';

import { loggedIn, openBlog } from './open-blog.js';

const { app } = await openBlog();
const anonymous = app.testClient();
const alice = await loggedIn(app, 'alice');

/** What the specs look at of a page of posts. */
interface PageOfPosts {
  posts: { title: string }[];
  page: number;
  next: string | null;
}

type Paths = Record<string, Record<string, { operationId: string; tags: string[] }>>;

async function write(title: string): Promise<{ id: number; url: string }> {
  return (await alice.post('/api/posts', { json: { title, body: `About ${title}` } })).json();
}

describe('POST /api/posts', () => {
  it('writes a post, and tells where it is', async () => {
    const { status, location, json } = await alice.post('/api/posts', { json: { title: 'By a program' } });
    expect(status).toBe(201);
    expect(location).toBe(json<{ url: string }>().url);
    expect((await anonymous.get(location!)).json()).toMatchObject({ title: 'By a program', body: '', author: 'alice' });
  });

  it('refuses a visitor', async () => {
    const { status, json } = await anonymous.post('/api/posts', { json: { title: 'Nobody' } });
    expect(status).toBe(401);
    expect(json()).toMatchObject({ detail: 'Log in first.' });
  });

  it('names what is wrong', async () => {
    const { status, json } = await alice.post('/api/posts', { json: { title: ' ', body: 5 } });
    expect(status).toBe(422);
    const { errors } = json<{ errors: { path: string[]; message: string }[] }>();
    expect(errors).toContainEqual({ place: 'body.title', path: ['title'], message: 'Title is required.' });
    expect(errors.map(({ path }) => path[0])).toEqual(['title', 'body']);
  });

  it('takes JSON alone', async () => {
    expect((await alice.post('/api/posts', { form: { title: 'A form' } })).status).toBe(415);
    expect(
      (await alice.post('/api/posts', { body: '{', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(400);
  });
});

describe('GET /api/posts', () => {
  it('gives the posts page by page, the newest first', async () => {
    for (const title of ['One', 'Two', 'Three']) await write(title);
    const first = (await anonymous.get('/api/posts?size=2')).json<PageOfPosts>();
    expect(first.posts.map(({ title }) => title)).toEqual(['Three', 'Two']);
    const second = (await anonymous.get(first.next!)).json<PageOfPosts>();
    expect(second.page).toBe(2);
    expect(second.posts[0]?.title).toBe('One');
  });

  it('has no next page after the last', async () => {
    expect((await anonymous.get('/api/posts?size=100')).json()).toMatchObject({ next: null });
  });

  it.each(['page=0', 'page=first', 'size=101'])('refuses ?%s', async (query) => {
    expect((await anonymous.get(`/api/posts?${query}`)).status).toBe(422);
  });
});

describe('GET /api/posts/:id', () => {
  it('gives what the schema names, and no more', async () => {
    const { url } = await write('Alone');
    const post = (await anonymous.get(url)).json<object>();
    expect(Object.keys(post)).toEqual(['id', 'title', 'body', 'date', 'author', 'url']);
  });

  it('answers 404 as JSON to who prefers it', async () => {
    const { status, json } = await anonymous.get('/api/posts/999', { headers: { accept: 'application/json' } });
    expect(status).toBe(404);
    expect(json()).toMatchObject({ title: 'Not Found', detail: "Post id 999 doesn't exist." });
  });
});

describe('/openapi.json', () => {
  it('describes the API in a valid document', async () => {
    const document = (await anonymous.get('/openapi.json')).json<{ paths: Paths }>();
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
    expect(document.paths['/api/posts']?.['get']?.operationId).toBe('list');
    expect(document.paths['/api/posts/{id}']?.['get']?.tags).toEqual(['api']);
    expect(Object.keys(document.paths)).toEqual(['/api/posts', '/api/posts/{id}']);
  });

  it('is shown at /docs', async () => {
    const { status, text } = await anonymous.get('/docs', { followRedirects: true });
    expect(status).toBe(200);
    expect(text).toContain('swagger-ui');
  });
});
