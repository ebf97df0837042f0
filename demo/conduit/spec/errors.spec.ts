import { errorsOf, openConduit } from './open-conduit.js';

const { app, anybody, registered, database } = await openConduit();
const client = app.testClient();

describe('an error', () => {
  it.each([
    ['an unknown path', 'GET', '/api/nothing', 404],
    ['a method that a path has not', 'DELETE', '/api/tags', 405],
  ] as const)('has the shape that clients read: %s', async (_what, method, path, status) => {
    const response = await (method === 'GET' ? client.get(path) : client.delete(path));
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(errorsOf(response)).toHaveLength(1);
  });

  it('has it for a body that is none', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await client.post('/api/users', { body: '{', headers });
    expect([broken.status, errorsOf(broken).length]).toEqual([400, 1]);
    const form = await client.post('/api/users', { form: { username: 'x' } });
    expect([form.status, errorsOf(form).length]).toEqual([415, 1]);
    expect(errorsOf(await anybody.ask('post', '/users', {}))).toEqual([expect.stringMatching(/^user: /)]);
  });

  it('tells nobody what went wrong inside', async () => {
    const alice = await registered('alice');
    app.fastify.log.level = 'silent';
    await database.query.run('DROP TABLE comment');
    await alice.write('Broken');
    const response = await anybody.ask('get', '/articles/broken/comments');
    expect(response.status).toBe(500);
    expect(errorsOf(response)).toEqual(['Internal Server Error']);
  });
});
