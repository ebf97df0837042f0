import { loggedIn, openBlog } from './open-blog.js';

const { app, database } = await openBlog();
await loggedIn(app, 'alice');

describe('GET /auth/register', () => {
  it('shows a form for a username and a password', async () => {
    const { status, text } = await app.testClient().get('/auth/register');
    expect(status).toBe(200);
    expect(text).toContain('name="username"');
    expect(text).toContain('name="password"');
  });
});

describe('POST /auth/register', () => {
  const register = (username: string, password: string) =>
    app.testClient().post('/auth/register', { form: { username, password } });

  it('adds the user and leads to the login', async () => {
    const { status, location } = await register('bob', 'the builder');
    expect([status, location]).toEqual([302, '/auth/login']);
    expect(await database.query('SELECT username FROM user WHERE username = ?', 'bob')).toHaveLength(1);
  });

  it('says so on the next page, once', async () => {
    const client = app.testClient();
    const form = { username: 'frank', password: 'open sesame' };
    const { text } = await client.post('/auth/register', { form, followRedirects: true });
    expect(text).toContain('<p class="flash success" role="status">You are registered, frank. Now log in.</p>');
    expect((await client.get('/auth/login')).text).not.toContain('You are registered');
  });

  it('refuses a password of fewer than 8 characters, and keeps the username that was typed', async () => {
    const { status, text } = await register('grace', '7 chars');
    expect(status).toBe(200);
    expect(text).toContain('Password must have at least 8 characters.');
    expect(text).toContain('value="grace"');
    expect(await database.query('SELECT username FROM user WHERE username = ?', 'grace')).toEqual([]);
  });

  it('takes a password of 8 characters', async () => {
    expect((await register('heidi', '8 chars.')).status).toBe(302);
  });

  it('stores a hash in place of the password', async () => {
    await register('carol', 'a plain password');
    const [user] = await database.query<{ password: string }>('SELECT password FROM user WHERE username = ?', 'carol');
    expect(user?.password).toMatch(/^scrypt:/);
    expect(user?.password).not.toContain('a plain password');
  });

  it('demands a username', async () => {
    const { status, text } = await register('', 'builder');
    expect(status).toBe(200);
    expect(text).toContain('Username is required.');
    expect(text).toContain('name="username"');
  });

  it('takes spaces for no username', async () => {
    expect((await register('  ', 'builder')).text).toContain('Username is required.');
  });

  it('demands a password, and keeps the username that was typed', async () => {
    const { status, text } = await register('dave', '');
    expect(status).toBe(200);
    expect(text).toContain('Password is required.');
    expect(text).toContain('value="dave"');
  });

  it('demands both when the form is empty', async () => {
    expect((await app.testClient().post('/auth/register')).text).toContain('Username is required.');
  });

  it('refuses a name that is taken, and keeps it in the form', async () => {
    const { status, text } = await register('alice', 'another one');
    expect(status).toBe(200);
    expect(text).toContain('User alice is already registered.');
    expect(text).toContain('value="alice"');
  });

  it('gives a name to one of two who ask for it at once', async () => {
    const answers = await Promise.all([register('erin', 'the first'), register('erin', 'the second')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 302]);
    expect(answers.find(({ status }) => status === 200)?.text).toContain('User erin is already registered.');
  });

  it('escapes what it shows again', async () => {
    const { text } = await register('"><script>', '');
    expect(text).not.toContain('<script>');
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  it('shows a mistake once', async () => {
    const client = app.testClient();
    await client.post('/auth/register', { form: { username: '', password: '' } });
    expect((await client.get('/auth/register')).text).not.toContain('Username is required.');
  });
});

describe('GET /auth/login', () => {
  it('shows a form for a username and a password', async () => {
    const { status, text } = await app.testClient().get('/auth/login');
    expect(status).toBe(200);
    expect(text).toContain('name="username"');
    expect(text).toContain('name="password"');
  });
});

describe('POST /auth/login', () => {
  const alice = { username: 'alice', password: 'open sesame' };

  it('logs the user in and leads to the posts', async () => {
    const client = app.testClient();
    const { status, location } = await client.post('/auth/login', { form: alice });
    expect([status, location]).toEqual([302, '/']);
    expect((await client.get('/')).text).toContain('alice');
  });

  it('refuses an unknown username', async () => {
    const { status, text } = await app.testClient().post('/auth/login', { form: { ...alice, username: 'nobody' } });
    expect(status).toBe(200);
    expect(text).toContain('Incorrect username.');
    expect(text).toContain('value="nobody"');
  });

  it('refuses a wrong password', async () => {
    const client = app.testClient();
    const { status, text } = await client.post('/auth/login', { form: { ...alice, password: 'close sesame' } });
    expect(status).toBe(200);
    expect(text).toContain('Incorrect password.');
    expect((await client.get('/')).text).toContain('Log In');
  });

  it('takes an SQL injection for an unknown username', async () => {
    const { text } = await app.testClient().post('/auth/login', { form: { ...alice, username: "' OR 1 = 1 --" } });
    expect(text).toContain('Incorrect username.');
  });

  it('takes as long for an unknown username as for a wrong password', async () => {
    const effort = async (username: string) => {
      // The processor's time: specs beside this one do not change it.
      const before = process.cpuUsage();
      await app.testClient().post('/auth/login', { form: { username, password: 'close sesame' } });
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    expect(await effort('nobody')).toBeGreaterThan((await effort('alice')) / 3);
  });

  it.each(['/create', '/1/update'])('leads back to %s, which had asked for a login', async (path) => {
    const client = app.testClient();
    const { location } = await client.get(path);
    expect((await client.post(location!, { form: alice })).location).toBe(path);
    // And does not do so at the next login.
    expect((await client.post('/auth/login', { form: alice })).location).toBe('/');
  });

  it('leads to what ?next= names', async () => {
    expect((await app.testClient().post('/auth/login?next=/create', { form: alice })).location).toBe('/create');
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'leads to the posts when ?next= names another site: %s',
    async (next) => {
      const { location } = await app.testClient().post('/auth/login', { form: alice, query: { next } });
      expect(location).toBe('/');
    },
  );

  it('starts a fresh session that holds nothing but who logged in', async () => {
    const client = app.testClient();
    await client.session((session) => session.set('basket', ['apples']));
    await client.post('/auth/login', { form: alice });
    const [user] = await database.query<{ id: number }>('SELECT id FROM user WHERE username = ?', 'alice');
    await client.session((session) => {
      expect(session.toObject()).toEqual({ userId: user?.id, loginStamp: expect.any(String) as string });
    });
  });
});

describe('POST /auth/logout', () => {
  it('ends the session and leads to the posts', async () => {
    const client = await loggedIn(app, 'alice');
    const { status, location } = await client.post('/auth/logout');
    expect([status, location]).toEqual([302, '/']);
    expect((await client.get('/')).text).toContain('Log In');
    await client.session((session) => {
      expect(session.size).toBe(0);
    });
  });

  it('does nothing to a visitor who is not logged in', async () => {
    const { status, location } = await app.testClient().post('/auth/logout');
    expect([status, location]).toEqual([302, '/']);
  });

  it('is no page to visit', async () => {
    const client = await loggedIn(app, 'alice');
    expect((await client.get('/auth/logout')).status).toBe(405);
    expect((await client.get('/')).text).toContain('Log Out');
  });
});

describe('a user who was deleted while logged in', () => {
  it('is a visitor like any other', async () => {
    const client = await loggedIn(app, 'ghost');
    await database.change('DELETE FROM user WHERE username = ?', 'ghost');
    expect((await client.get('/')).text).toContain('Log In');
    expect((await client.get('/create')).location).toBe('/auth/login?next=%2Fcreate');
  });
});
