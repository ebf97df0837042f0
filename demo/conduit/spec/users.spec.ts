import { errorsOf, openConduit, Reader, type User } from './open-conduit.js';

const { app, anybody, registered } = await openConduit();
const alice = await registered('alice');

describe('POST /users', () => {
  it('registers somebody, and gives a token', async () => {
    const user = { username: 'bob', email: 'Bob@Example.com', password: 'open sesame' };
    const response = await anybody.ask('post', '/users', { user });
    expect(response.status).toBe(201);
    const answer = response.json<{ user: User }>().user;
    expect(answer).toEqual({ username: 'bob', email: 'bob@example.com', bio: '', image: '', token: answer.token });
    expect((await new Reader(app, answer.token).ask('get', '/user')).status).toBe(200);
  });

  it.each([
    [{ username: 'alice', email: 'other@example.com' }, 'user.username: Somebody has it already.'],
    [{ username: 'other', email: 'ALICE@example.com' }, 'user.email: Somebody has it already.'],
    [{ username: '..', email: 'dots@example.com' }, 'user.username: A name has more than dots.'],
    [{ username: ' ', email: 'blank@example.com' }, "user.username: This can't be empty."],
    [{ username: 'carol', email: 'carol' }, 'user.email: This is not an e-mail address.'],
    [{ username: 'carol', email: 'c@example.com', password: 'short' }, 'user.password: A password has 8'],
  ])('refuses %j', async (user, message) => {
    const response = await anybody.ask('post', '/users', { user: { password: 'open sesame', ...user } });
    expect(response.status).toBe(422);
    expect(errorsOf(response)).toEqual([expect.stringContaining(message)]);
  });

  it('gives a name to one of two who ask at once', async () => {
    const answers = await Promise.all(
      [1, 2].map((number) => {
        const user = { username: 'twin', email: `twin${number}@example.com`, password: 'open sesame' };
        return anybody.ask('post', '/users', { user });
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
  });
});

describe('POST /users/login', () => {
  it('gives a token for the password', async () => {
    const user = { email: ' Alice@example.com', password: 'open sesame' };
    const { status, json } = await anybody.ask('post', '/users/login', { user });
    expect(status).toBe(200);
    expect(json<{ user: User }>().user).toMatchObject({ username: 'alice' });
  });

  it.each([
    { email: 'alice@example.com', password: 'close sesame' },
    { email: 'nobody@example.com', password: 'open sesame' },
    { email: "' OR 1=1 --", password: 'open sesame' },
  ])('answers %j alike', async (user) => {
    const response = await anybody.ask('post', '/users/login', { user });
    expect(response.status).toBe(401);
    expect(errorsOf(response)).toEqual(['The e-mail address or the password is wrong.']);
  });
});

describe('GET /user', () => {
  it('is who shows the token', async () => {
    expect(await alice.get('/user')).toMatchObject({ user: { username: 'alice', email: 'alice@example.com' } });
  });

  it.each([undefined, '', 'null', 'a.b', `${alice.token}x`])('refuses the token %j', async (token) => {
    const response = await new Reader(app, token).ask('get', '/user');
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Token');
    expect(errorsOf(response)).toEqual([expect.stringContaining('Log in')]);
  });

  it.each(['Bearer', 'Basic'])('refuses another scheme: %s', async (scheme) => {
    const headers = { authorization: `${scheme} ${alice.token}` };
    expect((await app.testClient().get('/api/user', { headers })).status).toBe(401);
  });

  it('refuses what was signed for another purpose', async () => {
    const token = app.sign([1, 'x'], { purpose: 'reset-password' });
    expect((await new Reader(app, token).ask('get', '/user')).status).toBe(401);
  });
});

describe('PUT /user', () => {
  it('changes what is given, and nothing else', async () => {
    const user = { bio: 'I write.', image: 'https://example.com/alice.png' };
    const { status, json } = await alice.ask('put', '/user', { user });
    expect(status).toBe(200);
    expect(json<{ user: User }>().user).toMatchObject({ ...user, username: 'alice', email: 'alice@example.com' });
  });

  it('ends the tokens of the old password', async () => {
    const dave = await registered('dave');
    const { json } = await dave.ask('put', '/user', { user: { password: 'another sesame' } });
    expect((await dave.ask('get', '/user')).status).toBe(401);
    expect((await new Reader(app, json<{ user: User }>().user.token).ask('get', '/user')).status).toBe(200);
  });

  it.each([
    [{}, 'user: Say what to change.'],
    [{ id: 7, passwordHash: 'x' }, 'user: Say what to change.'],
    [{ username: '' }, "user.username: This can't be empty."],
  ])('refuses %j', async (user, message) => {
    const response = await alice.ask('put', '/user', { user });
    expect([response.status, errorsOf(response)]).toEqual([422, [message]]);
  });

  it("refuses another one's name", async () => {
    const erin = await registered('erin');
    expect(errorsOf(await erin.ask('put', '/user', { user: { username: 'alice' } }))).toEqual([
      'user.username: Somebody has it already.',
    ]);
  });

  it('never sends the hash of a password', async () => {
    expect((await alice.ask('get', '/user')).text).not.toContain('scrypt');
  });
});
