import { loggedIn, openBlog } from './open-blog.js';

const { app, database } = await openBlog();
const anonymous = app.testClient();
await loggedIn(app, 'alice');
for (let number = 1; number <= 21; number++) {
  await database.change('INSERT INTO post (author_id, title, body) VALUES (1, ?, ?)', `Post ${number}.`, '');
}

async function page(path: string): Promise<{ titles: string[]; links: string[] }> {
  const { text } = await anonymous.get(path);
  return {
    titles: [...text.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title!),
    links: [...text.matchAll(/href="([^"]+)" rel="(prev|next)"/g)].map(
      ([, href, rel]) => `${rel}: ${href!.replace('&#x3D;', '=')}`,
    ),
  };
}

describe('The list of posts', () => {
  it('has ten on a page, the newest first', async () => {
    const { titles, links } = await page('/');
    expect([titles.length, titles[0], titles[9]]).toEqual([10, 'Post 21.', 'Post 12.']);
    expect(links).toEqual(['next: /?page=2']);
  });

  it('goes on, and back', async () => {
    const { titles, links } = await page('/?page=2');
    expect([titles.length, titles[0], titles[9]]).toEqual([10, 'Post 11.', 'Post 2.']);
    expect(links).toEqual(['prev: /?page=1', 'next: /?page=3']);
  });

  it('ends with the first post', async () => {
    expect(await page('/?page=3')).toEqual({ titles: ['Post 1.'], links: ['prev: /?page=2'] });
  });

  it('has no page after the last', async () => {
    const { status, text } = await anonymous.get('/?page=4');
    expect(status).toBe(404);
    expect(text).toContain('There are no posts on page 4.');
  });
});
