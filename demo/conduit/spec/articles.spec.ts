import { setTimeout } from 'node:timers/promises';

import { errorsOf, openConduit, Reader, type Article } from './open-conduit.js';

const { app, anybody, registered, database } = await openConduit();
const alice = await registered('alice');
const bob = await registered('bob');

interface Answer {
  article: Article;
}

describe('POST /articles', () => {
  it('writes an article', async () => {
    const article = {
      title: 'How to train',
      description: 'Ever wonder?',
      body: 'Carefully.',
      tagList: ['b', 'a', 'b'],
    };
    const { status, json } = await alice.ask('post', '/articles', { article });
    expect(status).toBe(201);
    const answer = json<Answer>().article;
    expect(answer).toEqual({
      ...article,
      slug: 'how-to-train',
      tagList: ['a', 'b'],
      createdAt: answer.createdAt,
      updatedAt: answer.createdAt,
      favorited: false,
      favoritesCount: 0,
      author: { username: 'alice', bio: '', image: '', following: false },
    });
    expect(new Date(answer.createdAt).toISOString()).toBe(answer.createdAt);
  });

  it.each([
    ['Über Drachen & 龍, 2. Teil!', 'über-drachen-龍-2-teil'],
    ['ＦＵＬＬ　ｗｉｄｔｈ', 'full-width'],
    ['हिन्दी', 'हिन्दी'],
    ['../../etc/passwd', 'etc-passwd'],
    ['🐉', 'article'],
  ])('makes a slug of %s', async (title, slug) => {
    expect(await alice.write(title)).toMatchObject({ title, slug });
    expect((await anybody.get<Answer>(`/articles/${encodeURIComponent(slug)}`)).article.title).toBe(title);
  });

  it('gives each slug once, also to two who ask at once', async () => {
    const written = await Promise.all([alice.write('Twice'), bob.write('Twice!', ['mine'])]);
    const [first, second] = written.map(({ slug }) => slug).sort();
    expect(first).toBe('twice');
    expect(second).toMatch(/^twice-[\da-f]{8}$/);
    expect(written.map(({ tagList }) => tagList)).toEqual([[], ['mine']]);
  });

  it('leaves the address of the feed alone', async () => {
    const { slug } = await alice.write('Feed');
    expect(slug).toMatch(/^feed-/);
    expect((await anybody.get<Answer>(`/articles/${slug}`)).article.title).toBe('Feed');
  });

  it('keeps as text what looks like SQL', async () => {
    const title = "Robert'); DROP TABLE article;--";
    const { slug } = await alice.write(title, ["'); DROP TABLE user;--"]);
    expect((await anybody.get<Answer>(`/articles/${slug}`)).article).toMatchObject({
      title,
      tagList: ["'); DROP TABLE user;--"],
    });
  });

  it('names all that is wrong', async () => {
    const response = await alice.ask('post', '/articles', { article: { title: ' ', body: 5, tagList: [''] } });
    expect(response.status).toBe(422);
    expect(errorsOf(response)).toEqual([
      "article.title: This can't be empty.",
      expect.stringContaining('article.description: '),
      expect.stringContaining('article.body: '),
      "article.tagList.0: This can't be empty.",
    ]);
  });

  it('asks for the token before it looks at the article', async () => {
    expect((await anybody.ask('post', '/articles', { article: {} })).status).toBe(401);
  });
});

describe('GET /articles/:slug', () => {
  it('says what its reader likes, and whom they follow', async () => {
    const { slug } = await alice.write('Seen');
    await bob.ask('post', '/profiles/alice/follow');
    await bob.ask('post', `/articles/${slug}/favorite`);
    const seen = [bob, alice, anybody].map(async (reader) => {
      const { favorited, favoritesCount, author } = (await reader.get<Answer>(`/articles/${slug}`)).article;
      return [favorited, favoritesCount, author.following];
    });
    expect(await Promise.all(seen)).toEqual([
      [true, 1, true],
      [false, 1, false],
      [false, 1, false],
    ]);
  });

  it.each(['nothing', "' OR 1=1 --", 'a'.repeat(1999)])('answers 404 for %s', async (slug) => {
    const response = await anybody.ask('get', `/articles/${encodeURIComponent(slug)}`);
    expect(response.status).toBe(404);
    expect(errorsOf(response)).toEqual([`There is no article ${slug}.`]);
  });

  it('refuses a token that is not good, since its client thinks that it is', async () => {
    const { slug } = await alice.write('Open');
    expect((await new Reader(app, 'stale').ask('get', `/articles/${slug}`)).status).toBe(401);
  });
});

describe('PUT /articles/:slug', () => {
  it('changes what is given, and when', async () => {
    const { slug, title, createdAt, updatedAt } = await alice.write('Changed', ['kept']);
    await setTimeout(5);
    const { status, json } = await alice.ask('put', `/articles/${slug}`, { article: { body: 'With two hands' } });
    expect(status).toBe(200);
    const { article } = json<Answer>();
    expect(article).toMatchObject({ slug, title, body: 'With two hands', tagList: ['kept'], createdAt });
    expect(article.updatedAt > updatedAt).toBe(true);
  });

  it('gives it a new slug with a new title, and keeps the slug of one that is only spelt otherwise', async () => {
    await alice.write('Taken');
    const { slug } = await alice.write('Before');
    const update = async (from: string, title: string) =>
      (await alice.ask('put', `/articles/${from}`, { article: { title } })).json<Answer>().article.slug;
    const taken = await update(slug, 'Taken');
    expect(taken).toMatch(/^taken-[\da-f]{8}$/);
    expect(await update(taken, 'TAKEN?')).toBe(taken);
    expect(await update(taken, 'After')).toBe('after');
    expect((await anybody.ask('get', `/articles/${taken}`)).status).toBe(404);
  });

  it.each([
    [{}, 'article: Say what to change.'],
    [{ slug: 'mine' }, 'article: Say what to change.'],
    [{ title: '' }, "article.title: This can't be empty."],
  ])('refuses %j', async (article, message) => {
    const { slug } = await alice.write('Unchanged');
    const response = await alice.ask('put', `/articles/${slug}`, { article });
    expect([response.status, errorsOf(response)]).toEqual([422, [message]]);
  });
});

describe('DELETE /articles/:slug', () => {
  it('deletes it with its tags, comments and likes', async () => {
    const { slug } = await alice.write('Gone', ['gone']);
    await bob.ask('post', `/articles/${slug}/comments`, { comment: { body: 'A pity.' } });
    await bob.ask('post', `/articles/${slug}/favorite`);
    const { status, text } = await alice.ask('delete', `/articles/${slug}`);
    expect([status, text]).toEqual([204, '']);
    expect((await anybody.ask('get', `/articles/${slug}`)).status).toBe(404);
    expect((await anybody.get<{ tags: string[] }>('/tags')).tags).not.toContain('gone');
    const orphans = await database.query.all('SELECT 1 FROM comment WHERE article_id NOT IN (SELECT id FROM article)');
    expect(orphans).toEqual([]);
  });
});

describe.each([
  ['put', { article: { body: 'Mine now' } }],
  ['delete', undefined],
] as const)('%s /articles/:slug', (method, json) => {
  it('is for its author alone', async () => {
    const { slug } = await alice.write('Mine');
    expect((await anybody.ask(method, `/articles/${slug}`, json)).status).toBe(401);
    const refused = await bob.ask(method, `/articles/${slug}`, json);
    expect([refused.status, errorsOf(refused)]).toEqual([403, ['Only its author may do that.']]);
    expect((await bob.ask(method, '/articles/nothing', json)).status).toBe(404);
    expect((await anybody.get<Answer>(`/articles/${slug}`)).article.body).toBe('All of Mine');
  });
});

describe('/articles/:slug/favorite', () => {
  it('likes and no longer likes, however often it is asked', async () => {
    const { slug } = await alice.write('Liked');
    for (const [method, count] of [
      ['post', 1],
      ['post', 1],
      ['delete', 0],
      ['delete', 0],
    ] as const) {
      const { status, json } = await bob.ask(method, `/articles/${slug}/favorite`);
      expect(status).toBe(200);
      expect(json<Answer>().article).toMatchObject({ favorited: count === 1, favoritesCount: count });
    }
  });

  it.each(['post', 'delete'] as const)('needs a token, and an article: %s', async (method) => {
    const { slug } = await alice.write('Unliked');
    expect((await anybody.ask(method, `/articles/${slug}/favorite`)).status).toBe(401);
    expect((await bob.ask(method, '/articles/nothing/favorite')).status).toBe(404);
  });
});
