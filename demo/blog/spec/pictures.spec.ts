import { existsSync, readdirSync } from 'node:fs';

import { loggedIn, openBlog } from './open-blog.js';

const { app, database, pictures } = await openBlog();
const anonymous = app.testClient();
const alice = await loggedIn(app, 'alice');

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==',
  'base64',
);

function picture(content: Buffer, filename = 'a.png', type = 'image/png') {
  return { picture: { filename, content, type } };
}

async function newest(): Promise<{ id: number; picture: string | null }> {
  const [post] = await database.query<{ id: number; picture: string | null }>(
    'SELECT id, picture FROM post ORDER BY id DESC LIMIT 1',
  );
  return post!;
}

describe('a post with a picture', () => {
  it('shows it', async () => {
    await alice.post('/create', { form: { title: 'Seen', body: '' }, files: picture(PNG) });
    const { id } = await newest();
    expect((await anonymous.get('/')).text).toContain(`src="/${id}/picture`);
    const { status, headers, bytes } = await anonymous.get(`/${id}/picture`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('image/png');
    expect(bytes).toEqual(PNG);
  });

  it('is told by its content, whatever its name and type say', async () => {
    await alice.post('/create', { form: { title: 'Misnamed' }, files: picture(PNG, '../../evil.html', 'text/html') });
    const { id, picture: name } = await newest();
    expect(name).toMatch(/^[\da-f-]+\.png$/);
    expect((await anonymous.get(`/${id}/picture`)).headers['content-type']).toBe('image/png');
  });

  it('loses it with a new one, and when it is deleted', async () => {
    await alice.post('/create', { form: { title: 'Changing' }, files: picture(PNG) });
    const before = await newest();
    await alice.post(`/${before.id}/update`, { form: { title: 'Changed' }, files: picture(PNG) });
    const after = await newest();
    expect(after.picture).not.toBe(before.picture);
    expect(existsSync(`${pictures}/${before.picture}`)).toBe(false);
    await alice.post(`/${after.id}/delete`);
    expect(existsSync(`${pictures}/${after.picture}`)).toBe(false);
  });

  it('keeps it when the text alone changes', async () => {
    await alice.post('/create', { form: { title: 'Kept' }, files: picture(PNG) });
    const before = await newest();
    await alice.post(`/${before.id}/update`, { form: { title: 'Still kept' } });
    expect((await newest()).picture).toBe(before.picture);
  });
});

describe('what is no picture', () => {
  it('is refused beside its field, and the text that was typed stays', async () => {
    const { status, text } = await alice.post('/create', {
      form: { title: 'Typed', body: 'Long text' },
      files: picture(Buffer.from('<script>')),
    });
    expect(status).toBe(200);
    expect(text).toContain('id="picture-error">This is no PNG, JPEG, GIF or WebP picture.');
    expect(text).toContain('value="Typed"');
    expect(text).toContain('Long text</textarea>');
  });

  it('leaves no file behind', async () => {
    const before = readdirSync(pictures).length;
    await alice.post('/create', {
      form: { title: 'No' },
      files: picture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.svg', 'image/svg+xml'),
    });
    expect(readdirSync(pictures)).toHaveLength(before);
  });

  it('is refused above 5 MB', async () => {
    const big = Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]);
    expect((await alice.post('/create', { form: { title: 'Big' }, files: picture(big) })).text).toContain(
      'The picture has more than 5 MB.',
    );
  });

  it('is refused unread when it is much larger', async () => {
    const huge = Buffer.alloc(7 * 1024 * 1024);
    expect((await alice.post('/create', { form: { title: 'Huge' }, files: picture(huge) })).status).toBe(413);
  });
});

describe('GET /:id/picture', () => {
  it('answers 404 for a post without one, and for no post', async () => {
    await alice.post('/create', { form: { title: 'Words alone' } });
    expect((await anonymous.get(`/${(await newest()).id}/picture`)).status).toBe(404);
    expect((await anonymous.get('/999/picture')).status).toBe(404);
  });
});
