import { loggedIn, openBlog } from './open-blog.js';

const { app } = await openBlog();
/** Another blog, whose tables the specs drop. */
const broken = await openBlog();
const carol = await loggedIn(broken.app, 'carol');

const alice = await loggedIn(app, 'alice');
const bob = await loggedIn(app, 'bob');
await alice.post('/create', { form: { title: 'By alice', body: '' } });

describe('An error', () => {
  it.each([
    ['404, of an unknown address', () => alice.get('/nothing'), 404, 'There is nothing at this address.'],
    ['404, of an unknown post', () => alice.get('/999/update'), 404, 'Post id 999 doesn&#x27;t exist.'],
    ['403', () => bob.get('/1/update'), 403, 'Only its author may do that.'],
    ['405', () => alice.get('/1/delete'), 405, 'This address has no page of its own.'],
    [
      '413',
      () => alice.post('/create', { files: { picture: { filename: 'a.png', content: Buffer.alloc(7e6) } } }),
      413,
      'A picture may have 5 MB.',
    ],
    ['422', () => alice.get('/?page=first'), 422, '<p>The page must be a number.</p>'],
  ])('%s, is a page of the blog', async (_name, answer, expected, message) => {
    const { status, text, headers } = await answer();
    expect(status).toBe(expected);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain(message);
    expect(text).toMatch(/<title>.+ - Phial Blog<\/title>/);
    // Who is logged in stays so.
    expect(text).toContain('Log Out');
  });

  it('500, is one, too, and tells nothing of its cause', async () => {
    await broken.database.change('DROP TABLE post');
    const { status, text } = await carol.get('/');
    expect(status).toBe(500);
    expect(text).toContain('<title>Something Went Wrong - Phial Blog</title>');
    expect(text).not.toContain('SQL');
  });

  it('is a page all the same when the layout cannot be filled in', async () => {
    await broken.database.change('DROP TABLE user');
    const { status, text } = await carol.get('/');
    expect(status).toBe(500);
    expect(text).toContain('Internal Server Error');
  });

  it('names the methods that there are', async () => {
    expect((await alice.get('/1/delete')).headers['allow']).toBe('POST, OPTIONS');
  });

  it('escapes what a visitor sent', async () => {
    expect((await alice.get('/?page=<script>')).text).not.toContain('<script>');
  });

  it('is JSON for programs', async () => {
    const { status, headers, json } = await alice.get('/nothing', { headers: { accept: 'application/json' } });
    expect(status).toBe(404);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(json()).toMatchObject({ title: 'Not Found', instance: '/nothing' });
  });

  it('says on the page of the API which size there is', async () => {
    const { text } = await alice.get('/api/posts?size=101', { headers: { accept: 'text/html' } });
    expect(text).toContain('<p>A page has 100 posts at most.</p>');
  });

  it('is JSON of the API for who says nothing', async () => {
    const { headers } = await alice.get('/api/nothing');
    expect(headers['content-type']).toContain('application/problem+json');
  });
});

describe('/favicon.ico', () => {
  it('is there, for pages that name no icon', async () => {
    const { status, headers, bytes } = await app.testClient().get('/favicon.ico');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^image\//);
    expect(bytes.subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]));
  });
});
