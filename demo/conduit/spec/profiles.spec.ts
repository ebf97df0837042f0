import { errorsOf, openConduit, type Profile } from './open-conduit.js';

const { anybody, registered } = await openConduit();
const alice = await registered('alice');
const zoe = await registered('zoe');

interface Answer {
  profile: Profile;
}

describe('GET /profiles/:username', () => {
  it('shows somebody to anybody, without the address', async () => {
    const profile = { username: 'alice', bio: '', image: '', following: false };
    expect(await anybody.get('/profiles/alice')).toEqual({ profile });
  });

  it('finds a name of any letters', async () => {
    const name = 'Zoë O’Hara/écrivaine';
    await zoe.ask('put', '/user', { user: { username: name } });
    expect((await anybody.get<Answer>(`/profiles/${encodeURIComponent(name)}`)).profile.username).toBe(name);
  });

  it.each(['nobody', "alice' OR '1'='1", 'alice";--', '%'])('answers 404 for %s', async (name) => {
    const response = await anybody.ask('get', `/profiles/${encodeURIComponent(name)}`);
    expect(response.status).toBe(404);
    expect(errorsOf(response)).toEqual([`Nobody is called ${name}.`]);
  });
});

describe('/profiles/:username/follow', () => {
  it('follows and unfollows, however often it is asked', async () => {
    const bob = await registered('bob');
    for (const [method, following] of [
      ['post', true],
      ['post', true],
      ['delete', false],
      ['delete', false],
    ] as const) {
      const { status, json } = await bob.ask(method, '/profiles/alice/follow');
      expect([status, json<Answer>().profile.following]).toEqual([200, following]);
      expect((await bob.get<Answer>('/profiles/alice')).profile.following).toBe(following);
    }
  });

  it('is seen by nobody else', async () => {
    const carol = await registered('carol');
    await carol.ask('post', '/profiles/alice/follow');
    expect((await alice.get<Answer>('/profiles/alice')).profile.following).toBe(false);
    expect((await anybody.get<Answer>('/profiles/alice')).profile.following).toBe(false);
  });

  it.each(['post', 'delete'] as const)('needs a token, and somebody: %s', async (method) => {
    expect((await anybody.ask(method, '/profiles/alice/follow')).status).toBe(401);
    expect((await alice.ask(method, '/profiles/nobody/follow')).status).toBe(404);
  });
});
