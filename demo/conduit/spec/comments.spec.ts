import { errorsOf, openConduit, type Comment } from './open-conduit.js';

const { anybody, registered } = await openConduit();
const alice = await registered('alice');
const bob = await registered('bob');
const { slug } = await alice.write('Discussed');
const path = `/articles/${slug}/comments`;

async function say(body: string): Promise<Comment> {
  return (await bob.ask('post', path, { comment: { body } })).json<{ comment: Comment }>().comment;
}

async function all(reader = anybody): Promise<Comment[]> {
  return (await reader.get<{ comments: Comment[] }>(path)).comments;
}

describe('POST /articles/:slug/comments', () => {
  it('says something', async () => {
    const response = await bob.ask('post', path, { comment: { body: 'Thank you! 🐉' } });
    expect(response.status).toBe(200);
    expect(response.json()).toMatchObject({ comment: { body: 'Thank you! 🐉', author: { username: 'bob' } } });
  });

  it('refuses nothing, and nobody, and no article', async () => {
    const response = await bob.ask('post', path, { comment: { body: ' ' } });
    expect([response.status, errorsOf(response)]).toEqual([422, ["comment.body: This can't be empty."]]);
    const comment = { body: 'Hello?' };
    expect((await anybody.ask('post', path, { comment })).status).toBe(401);
    expect((await bob.ask('post', '/articles/nothing/comments', { comment })).status).toBe(404);
  });
});

describe('GET /articles/:slug/comments', () => {
  it('gives the newest first, to anybody', async () => {
    await say('First');
    await say('Second');
    expect((await all()).slice(0, 2).map(({ body }) => body)).toEqual(['Second', 'First']);
  });

  it('says whom its reader follows', async () => {
    await alice.ask('post', '/profiles/bob/follow');
    expect((await all(alice))[0]!.author.following).toBe(true);
    expect((await all())[0]!.author.following).toBe(false);
  });

  it('answers 404 where there is no article', async () => {
    expect((await anybody.ask('get', '/articles/nothing/comments')).status).toBe(404);
  });
});

describe('DELETE /articles/:slug/comments/:id', () => {
  it('deletes it', async () => {
    const { id } = await say('Never mind');
    expect((await bob.ask('delete', `${path}/${id}`)).status).toBe(204);
    expect((await all()).map((comment) => comment.id)).not.toContain(id);
  });

  it('is for its author alone, not for that of the article', async () => {
    const { id } = await say('Here to stay');
    expect((await alice.ask('delete', `${path}/${id}`)).status).toBe(403);
    expect((await anybody.ask('delete', `${path}/${id}`)).status).toBe(401);
    expect((await all()).map((comment) => comment.id)).toContain(id);
  });

  it('knows the comment below its own article alone', async () => {
    const { id } = await say('Elsewhere');
    const other = await alice.write('Another');
    expect((await bob.ask('delete', `/articles/${other.slug}/comments/${id}`)).status).toBe(404);
  });

  it.each(['0', '-1', '1.5', 'one', '1 OR 1=1', '9'.repeat(30)])('answers 404 for the comment %s', async (id) => {
    expect((await bob.ask('delete', `${path}/${encodeURIComponent(id)}`)).status).toBe(404);
  });
});
