import { loggedIn, openBlog } from './open-blog.js';

const { app, database } = await openBlog();
const anonymous = app.testClient();
const alice = await loggedIn(app, 'alice');
const bob = await loggedIn(app, 'bob');

/** Lets alice write a post, and gives its id. */
async function post(title: string, body = ''): Promise<number> {
  await alice.post('/create', { form: { title, body } });
  const [newest] = await database.query<{ id: number }>('SELECT max(id) AS id FROM post');
  return newest!.id;
}

async function find(id: number): Promise<{ title: string; body: string } | undefined> {
  const [found] = await database.query<{ title: string; body: string }>(
    'SELECT title, body FROM post WHERE id = ?',
    id,
  );
  return found;
}

describe('GET /', () => {
  it('shows a post with its author, its day and its body', async () => {
    const id = await post('A walk', 'It rained.\nThen it stopped.');
    await database.change("UPDATE post SET created = '2001-02-03 04:05:06' WHERE id = ?", id);
    const { status, text } = await anonymous.get('/');
    expect(status).toBe(200);
    expect(text).toContain('A walk');
    expect(text.replace(/<[^>]+>/g, '')).toContain('by alice on 2001-02-03');
    expect(text).toContain('It rained.\nThen it stopped.');
  });

  it('shows the newest post first', async () => {
    await post('The first of two');
    await post('The second of two');
    const { text } = await anonymous.get('/');
    expect(text.indexOf('The second of two')).toBeLessThan(text.indexOf('The first of two'));
  });

  it('escapes what people write', async () => {
    await post('<b>bold</b>', '<script>alert(1)</script>');
    const { text } = await anonymous.get('/');
    expect(text).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect(text).not.toContain('<script>');
  });

  it('links a post to its form for its author alone', async () => {
    const id = await post('Mine');
    expect((await alice.get('/')).text).toContain(`href="/${id}/update"`);
    expect((await bob.get('/')).text).not.toContain(`/${id}/update`);
    expect((await anonymous.get('/')).text).not.toContain(`/${id}/update`);
  });

  it('offers a visitor to register and to log in', async () => {
    const { text } = await anonymous.get('/');
    expect(text).toMatch(/href="\/auth\/register">Register</);
    expect(text).toMatch(/href="\/auth\/login">Log In</);
    expect(text).not.toContain('Log Out');
    expect(text).not.toContain('/create');
  });

  it('offers a user to write and to log out', async () => {
    const { text } = await bob.get('/');
    expect(text).toContain('>bob<');
    expect(text).toMatch(/href="\/create">New</);
    expect(text).toMatch(/<form method="post" action="\/auth\/logout"><button [^>]+>Log Out</);
    expect(text).not.toContain('Log In');
  });

  it('has no script of its own', async () => {
    await post('Without scripts');
    for (const path of ['/', '/create']) expect((await alice.get(path)).text).not.toMatch(/<script|\son\w+=/);
  });

  it('links to the API', async () => {
    expect((await anonymous.get('/')).text).toContain('href="/docs"');
  });

  it('has a stylesheet', async () => {
    const { text } = await anonymous.get('/');
    const { status, headers } = await anonymous.get(/href="([^"]+style\.css[^"]*)"/.exec(text)![1]!);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/css');
  });
});

describe('GET /create', () => {
  it('shows a form for a title and a body', async () => {
    const { status, text } = await alice.get('/create');
    expect(status).toBe(200);
    expect(text).toContain('name="title"');
    expect(text).toContain('name="body"');
  });
});

describe('POST /create', () => {
  it('saves the post and leads to the posts', async () => {
    const { status, location } = await alice.post('/create', { form: { title: 'Fresh', body: 'Ink' } });
    expect([status, location]).toEqual([302, '/']);
    expect((await anonymous.get('/')).text).toContain('Fresh');
  });

  it('demands a title, and keeps the body that was typed', async () => {
    const { status, text } = await alice.post('/create', { form: { title: '', body: 'A body\nwithout a head' } });
    expect(status).toBe(200);
    expect(text).toContain('Title is required.');
    expect(text).toContain('>\nA body\nwithout a head</textarea>');
  });

  it('takes spaces for no title', async () => {
    expect((await alice.post('/create', { form: { title: '  ', body: '' } })).text).toContain('Title is required.');
  });
});

describe('GET /:id/update', () => {
  it('shows the post in a form, its lines as they were typed', async () => {
    const id = await post('To be changed', '\n  indented\nnot');
    const { status, text } = await alice.get(`/${id}/update`);
    expect(status).toBe(200);
    expect(text).toContain('value="To be changed"');
    expect(text).toContain('>\n\n  indented\nnot</textarea>');
  });

  it('has a button that deletes the post', async () => {
    const id = await post('To be deleted');
    expect((await alice.get(`/${id}/update`)).text).toContain(`<form method="post" action="/${id}/delete">`);
  });
});

describe('POST /:id/update', () => {
  it('saves what was typed and leads to the posts', async () => {
    const id = await post('Old', 'Old body');
    const { status, location } = await alice.post(`/${id}/update`, { form: { title: 'New', body: 'New body' } });
    expect([status, location]).toEqual([302, '/']);
    expect(await find(id)).toEqual({ title: 'New', body: 'New body' });
  });

  it('demands a title, and keeps the body that was typed', async () => {
    const id = await post('Titled', 'Old body');
    const { status, text } = await alice.post(`/${id}/update`, { form: { title: '', body: 'Typed body' } });
    expect(status).toBe(200);
    expect(text).toContain('Title is required.');
    expect(text).toContain('value=""');
    expect(text).toContain('Typed body');
    expect(await find(id)).toEqual({ title: 'Titled', body: 'Old body' });
  });
});

describe('POST /:id/delete', () => {
  it('deletes the post and leads to the posts', async () => {
    const id = await post('Short-lived');
    const { status, location } = await alice.post(`/${id}/delete`);
    expect([status, location]).toEqual([302, '/']);
    expect(await find(id)).toBeUndefined();
  });

  it('is no page to visit', async () => {
    const id = await post('Not deleted by a link');
    expect((await alice.get(`/${id}/delete`)).status).toBe(405);
    expect(await find(id)).toBeDefined();
  });
});

describe.each(['update', 'delete'])('POST /:id/%s', (action) => {
  const form = { title: 'Changed', body: '' };

  it('answers 404 for a post that does not exist', async () => {
    const { status, text } = await alice.post(`/999/${action}`, { form });
    expect(status).toBe(404);
    expect(text).toMatch(/Post id 999 doesn(&#39;|&#x27;|')t exist\./);
  });

  it("answers 403 for another's post, and leaves it as it is", async () => {
    const id = await post('Not for bob');
    expect((await bob.post(`/${id}/${action}`, { form })).status).toBe(403);
    expect(await find(id)).toEqual({ title: 'Not for bob', body: '' });
  });

  it('sends a visitor to the login, and leaves the post as it is', async () => {
    const id = await post('Not for visitors');
    const { status, location } = await anonymous.post(`/${id}/${action}`, { form });
    expect([status, location]).toEqual([302, '/auth/login']);
    expect(await find(id)).toEqual({ title: 'Not for visitors', body: '' });
  });

  it('refuses a form on another site', async () => {
    const id = await post('Not for other sites');
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await alice.post(`/${id}/${action}`, { form, headers })).status).toBe(403);
    expect(await find(id)).toEqual({ title: 'Not for other sites', body: '' });
  });
});

describe('GET /:id/update of another', () => {
  it('answers 404 for a post that does not exist', async () => {
    expect((await alice.get('/999/update')).status).toBe(404);
  });

  it('answers 404 for an id that is no number', async () => {
    expect((await alice.get('/first/update')).status).toBe(404);
  });

  it("answers 403 for another's post", async () => {
    expect((await bob.get(`/${await post('Private')}/update`)).status).toBe(403);
  });
});

describe('a visitor', () => {
  it.each(['/create', '/1/update'])('is sent from %s to the login', async (path) => {
    const { status, location } = await anonymous.get(path);
    expect([status, location]).toEqual([302, `/auth/login?next=${encodeURIComponent(path)}`]);
  });

  it('is sent to the login when writing', async () => {
    const { status, location } = await anonymous.post('/create', { form: { title: 'Anonymous', body: '' } });
    expect([status, location]).toEqual([302, '/auth/login']);
    expect(await database.query("SELECT id FROM post WHERE title = 'Anonymous'")).toEqual([]);
  });
});
