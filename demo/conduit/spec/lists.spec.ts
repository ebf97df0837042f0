import { errorsOf, openConduit, type Articles } from './open-conduit.js';

const { anybody, registered } = await openConduit();
const alice = await registered('alice');
const bob = await registered('bob');
const carol = await registered('carol');
for (const number of [1, 2, 3]) await alice.write(`Dragons ${number}`, ['dragons', `part ${number}`]);
for (const number of [1, 2]) await bob.write(`Cats ${number}`, ['cats']);
await carol.ask('post', '/articles/dragons-1/favorite');
await carol.ask('post', '/articles/cats-2/favorite');

async function titles(path: string, reader = anybody): Promise<string[]> {
  return (await reader.get<Articles>(path)).articles.map(({ title }) => title);
}

describe('GET /articles', () => {
  it('gives the newest first, without their text', async () => {
    const { articles, articlesCount } = await anybody.get<Articles>('/articles');
    expect(articles.map(({ title }) => title)).toEqual(['Cats 2', 'Cats 1', 'Dragons 3', 'Dragons 2', 'Dragons 1']);
    expect(articlesCount).toBe(5);
    expect(articles[0]).not.toHaveProperty('body');
    expect(articles[0]).toMatchObject({ tagList: ['cats'], author: { username: 'bob' }, favoritesCount: 1 });
  });

  it('gives a page, and how many there are on all of them', async () => {
    const { articles, articlesCount } = await anybody.get<Articles>('/articles?limit=2&offset=1&author=alice');
    expect(articles.map(({ title }) => title)).toEqual(['Dragons 2', 'Dragons 1']);
    expect(articlesCount).toBe(3);
    expect(await titles('/articles?offset=5')).toEqual([]);
  });

  it('filters by tag, by author, and by who likes them', async () => {
    expect(await titles('/articles?tag=part%202')).toEqual(['Dragons 2']);
    expect(await titles('/articles?author=bob')).toEqual(['Cats 2', 'Cats 1']);
    expect(await titles('/articles?favorited=carol')).toEqual(['Cats 2', 'Dragons 1']);
    expect(await titles('/articles?favorited=carol&author=alice&tag=dragons')).toEqual(['Dragons 1']);
  });

  it.each(['tag', 'author', 'favorited'])('finds nothing for a %s that is SQL, or that nobody has', async (name) => {
    for (const value of ['nobody', "' OR '1'='1", '%', "') UNION SELECT password_hash FROM user --"])
      expect(await anybody.get(`/articles?${name}=${encodeURIComponent(value)}`)).toEqual({
        articles: [],
        articlesCount: 0,
      });
  });

  it('says what its reader likes', async () => {
    const { articles } = await carol.get<Articles>('/articles?author=bob');
    expect(articles.map(({ favorited }) => favorited)).toEqual([true, false]);
  });

  it.each(['limit=0', 'limit=101', 'limit=many', 'offset=-1', 'offset=1.5', 'limit=1;DROP'])(
    'refuses ?%s',
    async (query) => {
      const response = await anybody.ask('get', `/articles?${query}`);
      expect(response.status).toBe(422);
      expect(errorsOf(response)).toEqual([expect.stringMatching(/^(limit|offset): /)]);
    },
  );
});

describe('GET /articles/feed', () => {
  it('gives the articles of those whom one follows', async () => {
    expect(await carol.get('/articles/feed')).toEqual({ articles: [], articlesCount: 0 });
    await carol.ask('post', '/profiles/alice/follow');
    expect(await titles('/articles/feed?limit=2', carol)).toEqual(['Dragons 3', 'Dragons 2']);
    expect(await carol.get('/articles/feed?limit=1')).toMatchObject({
      articles: [{ author: { username: 'alice', following: true } }],
      articlesCount: 3,
    });
    await carol.ask('delete', '/profiles/alice/follow');
    expect(await titles('/articles/feed', carol)).toEqual([]);
  });

  it('needs a token', async () => {
    expect((await anybody.ask('get', '/articles/feed')).status).toBe(401);
  });
});

describe('GET /tags', () => {
  it('gives each tag once', async () => {
    expect(await anybody.get('/tags')).toEqual({ tags: ['cats', 'dragons', 'part 1', 'part 2', 'part 3'] });
  });
});
