import { Controller, Get, createApp, html } from 'phial';
import { Admin, CurrentUser, Visitor, login } from 'phial-login';

import { ada, appWith, Members } from './support/members.js';

@Controller()
class Pages {
  @Get('/')
  home({ user }: Visitor) {
    return { id: user?.id ?? null };
  }

  @Get('/mine')
  mine({ id }: CurrentUser) {
    return html`${id}`;
  }

  @Get('/admin')
  admin(_admin: Admin) {
    return 'ruled';
  }
}

const controllers = [Pages];
const opened = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document' };

describe('The way back after a login', () => {
  it('is forgotten when it is too long for a URL', async () => {
    const client = appWith({}, { controllers }).app.testClient();
    expect((await client.get(`/mine?x=${'y'.repeat(6000)}`)).location).toBe('/account/login');
    expect((await client.post('/account/login', { form: ada })).location).toBe('/');
  });

  it('is the page that somebody opened, not an image that it had', async () => {
    const client = appWith({}, { controllers }).app.testClient();
    const image = { ...opened, 'Sec-Fetch-Dest': 'image' };
    expect((await client.get('/mine?page=2', { headers: opened })).location).toContain('?next=');
    expect((await client.get('/mine?picture', { headers: image })).location).toBe('/account/login');
  });

  it('lies below the base path', async () => {
    const client = appWith({}, { controllers, basePath: '/shop' }).app.testClient();
    const { location } = await client.get('/shop/mine');
    expect(location).toBe('/shop/account/login?next=%2Fshop%2Fmine');
    expect((await client.post(location!, { form: ada })).location).toBe('/shop/mine');
    const query = { next: 'https://evil.example/shop/' };
    expect((await client.post('/shop/account/login', { form: ada, query })).location).toBe('/shop/');
  });

  it('is shown to a browser whose proxy asks for a password of its own', async () => {
    const headers = { ...opened, Authorization: 'Basic YTpi' };
    expect((await appWith({}, { controllers }).app.testClient().get('/mine', { headers })).status).toBe(302);
  });
});

describe('A name', () => {
  const register = async (username: string) => {
    const { app, members } = appWith({ registration: true });
    const { text } = await app.testClient().post('/account/register', { form: { ...ada, username } });
    return { text, names: [...members.rows.values()].map(({ name }) => name) };
  };

  it.each(['b\0b', 'b\u202eb', 'b\u200bb', 'b\u3164', 'b\ufe0f', '\u2800', 'b\nb', 'b'.repeat(255), '.', ' .. '])(
    'may not be %j',
    async (username) => {
      const { text, names } = await register(username);
      expect(text).toContain('Choose another username: not too long, without invisible signs, and not just dots.');
      expect(names).toEqual(['ada']);
    },
  );

  it('that looks like another is that', async () => {
    expect((await register('ａｄａ')).text).toContain('User ada is already registered.');
    const form = { ...ada, username: ' ａｄａ ' };
    expect((await appWith().app.testClient().post('/account/login', { form })).status).toBe(302);
  });

  it('that nobody may have is not looked for', async () => {
    const members = new Members();
    const { app } = appWith({}, { members });
    members.named = (name) => {
      throw new Error(`invalid byte sequence: ${name}`);
    };
    const { text } = await app.testClient().post('/account/login', { form: { ...ada, username: 'a\0' } });
    expect(text).toContain('Incorrect username or password.');
  });
});

describe('Guesses', () => {
  const wrong = { ...ada, password: 'wrong' };

  it('from the addresses of one IPv6 network count together', async () => {
    const { app } = appWith({ guesses: { perAccount: 2 } }, { fastify: { logger: false, trustProxy: true } });
    const from = async (address: string) => {
      const headers = { 'X-Forwarded-For': address };
      return (await app.testClient().post('/account/login', { form: wrong, headers })).status;
    };
    expect(await from('2001:db8:0:1::1')).toBe(200);
    expect(await from('2001:db8::1:1:2:3:4')).toBe(200);
    expect(await from('2001:DB8:0:1:ffff::')).toBe(429);
    expect(await from('2001:db8:0:2::1')).toBe(200);
    expect(await from('::ffff:192.0.2.1')).toBe(200);
    expect(await from('192.0.2.2')).toBe(200);
  });

  it('at a password are not cleared by a login of somebody who is named like its owner’s id', async () => {
    const members = new Members();
    const { app } = appWith({ guesses: { perAccount: 1 } }, { members });
    members.create({ name: 'number 1', passwordHash: members.rows.get(1)!.passwordHash });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    const guess = () => client.post('/account/password', { form: { password: 'wrong', newPassword: 'sesame open' } });
    await guess();
    await app.testClient().post('/account/login', { form: { ...ada, username: 'number 1' } });
    const { status, text } = await guess();
    expect(status).toBe(429);
    expect(text).toContain('That was too often.');
  });

  /** An app with Ada, and somebody of another name. */
  const guessing = (name: string) => {
    const members = new Members();
    const { app } = appWith({ guesses: { perAccount: 2 } }, { members });
    members.create({ name, passwordHash: members.rows.get(1)!.passwordHash });
    const post = async (username: string, password: string) =>
      (await app.testClient().post('/account/login', { form: { username, password } })).status;
    return {
      members,
      guess: (username: string) => post(username, 'wrong'),
      logIn: (username: string) => post(username, ada.password),
    };
  };

  it.each([
    ['ada', 'ADA'],
    ['ADA', 'ada'],
  ])('at %s are not cleared by a login of somebody who is called %s', async (guessed, own) => {
    const { guess, logIn } = guessing('ADA');
    expect(await guess(guessed)).toBe(200);
    expect(await logIn(own)).toBe(302);
    expect([await guess(guessed), await guess(guessed)]).toEqual([200, 429]);
  });

  it.each([
    ['ada', 'áda'],
    ['ada', 'A\u0308dà'],
    ['ada', 'a\u0640da'],
    ['straße', 'STRASSE'],
    ['olaf', 'ØŁAF'],
    ['Ångström', 'ａngstrom'],
  ])('at %s and at %s count together, which many databases do not tell apart', async (name, spelling) => {
    const { guess } = guessing('eve');
    expect([await guess(name), await guess(spelling), await guess(name)]).toEqual([200, 200, 429]);
  });

  it('at names that differ in their vowels count apart', async () => {
    const { guess } = guessing('eve');
    expect([await guess('राम'), await guess('रमा'), await guess('रोम')]).toEqual([200, 200, 200]);
  });

  it('at a name with capitals are cleared by the login of its owner', async () => {
    const { guess, logIn } = guessing('Eve');
    for (const attempt of ['Eve', 'eve', 'Eve']) {
      expect(await guess(attempt)).toBe(200);
      expect(await logIn('Eve')).toBe(302);
    }
  });

  it('are cleared by a login under another spelling, where case tells nobody apart', async () => {
    const { members, guess, logIn } = guessing('eve');
    members.named = (name) => [...members.rows.values()].find((row) => row.name === name.toLowerCase());
    expect(await guess('ADA')).toBe(200);
    expect(await logIn('Ada')).toBe(302);
    expect([await guess('ada'), await guess('ADA'), await guess('Ada')]).toEqual([200, 200, 429]);
  });

  it('at names that are taken are registrations, which are counted, too', async () => {
    const { app } = appWith({ registration: true, guesses: { perAddress: 2 } });
    const register = (username: string) => app.testClient().post('/account/register', { form: { ...ada, username } });
    for (const name of ['bob', 'eve']) await register(name);
    const { status, text, headers } = await register('joe');
    expect([status, Number(headers['retry-after']) > 800]).toEqual([429, true]);
    expect(text).toContain('That was too often.');
  });

  it('are refused while the Redis that counts them is away', async () => {
    const redis = {
      status: 'ready',
      defineCommand() {},
      multi: () => ({}),
      rlflxIncr: () => Promise.reject(new Error('away')),
    };
    const { app } = appWith({ guesses: { redis } });
    expect((await app.testClient().post('/account/login', { form: ada })).status).toBe(503);
  });
});

describe('A page of a login', () => {
  it('is kept by no cache', async () => {
    const { headers } = await appWith().app.testClient().get('/account/login');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('refuses what another site sends: it would log visitors in as somebody else', async () => {
    const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    expect((await appWith().app.testClient().post('/account/login', { form: ada, headers })).status).toBe(403);
  });

  it('may lie below a variable', async () => {
    const { app } = appWith(
      { prefix: '/:lang/account', registration: true, mail: () => {} },
      { baseUrl: 'https://example.com' },
    );
    const { text } = await app.testClient().get('/de/account/login');
    expect(text).toContain('href="/de/account/register"');
    expect(text).toContain('href="/de/account/forgot"');
  });
});

describe('Users whose members are of another type', () => {
  const asked = async (values: object, path: string) => {
    const { app, members } = appWith({}, { controllers });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    members.change(1, values);
    return client.get(path);
  };

  it('are no admins by a text that has the word in it', async () => {
    expect((await asked({ roles: 'no-admin' }, '/admin')).status).toBe(500);
    expect((await asked({ roles: null }, '/admin')).status).toBe(403);
  });

  it('are not let in by a stamp that no session keeps as it is', async () => {
    expect((await asked({ stamp: new Date() }, '/mine')).status).toBe(500);
  });

  it.each([0, ''])('may have the id %j', async (id) => {
    const members = new Members();
    const { app } = appWith({}, { controllers, members });
    const row = { ...members.rows.get(1)!, id } as never;
    members.rows.clear();
    members.rows.set(id as never, row);
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    expect((await client.get('/')).json()).toEqual({ id });
  });

  it('may be null where there is none', async () => {
    const members = new Members();
    const { app } = appWith({}, { controllers, members });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    Object.assign(members, { find: () => Promise.resolve(null), named: () => null });
    expect((await client.get('/')).json()).toEqual({ id: null });
    expect((await client.post('/account/login', { form: ada })).text).toContain('Incorrect username or password.');
  });
});

describe('Two logins in an app', () => {
  it('are refused, since they would share the session', () => {
    const blueprints = [login(), login({ name: 'staff', prefix: '/staff' })];
    const services = [new Members()];
    expect(() => createApp({ blueprints, services, secretKey: 'a secret of the specs' })).toThrow(
      'this app has two logins, and one session for both',
    );
  });
});
