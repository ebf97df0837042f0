import { jest } from '@jest/globals';
import { Controller, createApp, Get } from 'phial';
import { login, Visitor, type GuessOptions, type Mail } from 'phial-login';

import { loggedBy } from '../../../spec/support/log-of.js';
import { until } from '../../../spec/support/until.js';
import { ada, appWith, Members, type Member } from './support/members.js';

@Controller()
class Pages {
  @Get('/')
  home({ user }: Visitor) {
    return { id: user?.id ?? null };
  }
}

describe('Registration', () => {
  const register = { registration: true };

  it('is off', async () => {
    const client = appWith().app.testClient();
    expect((await client.get('/account/register')).status).toBe(404);
    expect((await client.get('/account/login')).text).not.toContain('/account/register');
  });

  it('adds a user, who then logs in', async () => {
    const client = appWith(register, { controllers: [Pages] }).app.testClient();
    const form = { username: ' bob ', password: 'the builder' };
    const { text, history } = await client.post('/account/register', { form, followRedirects: true });
    expect(history).toHaveLength(1);
    expect(text).toContain('You are registered, bob. Now log in.');
    await client.post('/account/login', { form: { ...form, username: 'bob' } });
    expect((await client.get('/')).json()).toEqual({ id: 2 });
  });

  it.each([
    [{ username: ' ', password: 'long enough' }, 'Username is required.'],
    [{ username: 'bob', password: '' }, 'Password is required.'],
    [{ username: 'bob', password: '7 chars' }, 'Password must have at least 8 characters.'],
    [{ username: 'ada', password: 'long enough' }, 'User ada is already registered.'],
  ])('tells what is wrong with %p', async (form, message) => {
    const { status, text } = await appWith(register).app.testClient().post('/account/register', { form });
    expect(status).toBe(200);
    expect(text).toContain(message);
  });

  it('needs a provider that can add', () => {
    class ReadOnly extends Members {
      override create = undefined as never;
    }
    const members = new ReadOnly();
    members.rows.set(1, { id: 1, name: 'ada', passwordHash: '' });
    expect(() => appWith(register, { members })).toThrow('login({ registration }): it needs ReadOnly.create()');
  });
});

describe('A change of the password', () => {
  const changed = { password: ada.password, newPassword: 'sesame open' };

  it('asks for the current one, and ends the logins elsewhere', async () => {
    const { app } = appWith({}, { controllers: [Pages] });
    const [here, elsewhere] = [app.testClient(), app.testClient()];
    for (const client of [here, elsewhere]) await client.post('/account/login', { form: ada });
    expect((await here.post('/account/password', { form: { ...changed, password: 'wrong' } })).text).toContain(
      'That is not your current password.',
    );
    expect((await here.post('/account/password', { form: changed })).location).toBe('/');
    expect((await here.get('/')).json()).toEqual({ id: 1 });
    expect((await elsewhere.get('/')).json()).toEqual({ id: null });
    const { status } = await elsewhere.post('/account/login', { form: { ...ada, password: 'sesame open' } });
    expect(status).toBe(302);
  });

  it('tells the browser whose password it is, on a page with two password fields', async () => {
    const client = appWith().app.testClient();
    await client.post('/account/login', { form: ada });
    const { text } = await client.get('/account/password');
    expect(text).toContain('<div hidden><input value="ada" autocomplete="username"></div>');
  });

  it('is for those who are logged in', async () => {
    const { location } = await appWith().app.testClient().get('/account/password');
    expect(location).toBe('/account/login?next=%2Faccount%2Fpassword');
  });

  it('limits the guesses of whoever finds the browser open', async () => {
    const client = appWith({ guesses: { perAccount: 2 } }).app.testClient();
    await client.post('/account/login', { form: ada });
    const guess = (password: string) => client.post('/account/password', { form: { ...changed, password } });
    await guess('wrong');
    await guess('wrong');
    expect((await guess(ada.password)).text).toContain('That was too often.');
  });
});

describe('Who has forgotten the password', () => {
  function withMail(guesses: GuessOptions = {}) {
    const mails: Mail[] = [];
    const options = { mail: (mail: Mail) => mails.push(mail), guesses };
    const { app, members } = appWith(options, { controllers: [Pages], baseUrl: 'https://example.com' });
    const mail = async (username: string) => {
      const before = mails.length;
      const { text } = await app.testClient().post('/account/forgot', { form: { username }, followRedirects: true });
      for (let waits = 0; waits < 20 && mails.length === before; waits += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return { text, mail: mails[before] };
    };
    return { app, members, mail };
  }

  const linkIn = (mail: Mail | undefined) => /https:\/\/example\.com(\S+)/.exec(mail!.text)![1]!;

  it('gets a link by mail, to this site whatever host was asked, and sets a new one', async () => {
    const { app, mail } = withMail();
    const sent = await mail('ada');
    expect(sent.text).toContain('If there is such an account, a mail is on its way.');
    expect(sent.mail).toMatchObject({ to: 'ada@example.com', subject: 'Set a new password' });
    expect(sent.mail!.text).toMatch(/Hello ada,[^]+https:\/\/example\.com\/account\/reset\?token=\S+/);
    const client = app.testClient();
    expect((await client.get(linkIn(sent.mail))).text).toMatch(
      /value="ada" autocomplete="username"[^]+name="newPassword"/,
    );
    const form = { newPassword: 'sesame open' };
    expect((await client.post(linkIn(sent.mail), { form, followRedirects: true })).text).toContain('Now log in.');
    expect((await client.post('/account/login', { form: { ...ada, password: 'sesame open' } })).status).toBe(302);
  });

  it('hears the same of an account that is not there', async () => {
    const { mail } = withMail();
    const { text, mail: sent } = await mail('eve');
    expect(text).toContain('If there is such an account, a mail is on its way.');
    expect(sent).toBeUndefined();
  });

  it('gets a limited number of mails, and hears of it with 429', async () => {
    const { app } = appWith(
      { mail: () => {}, guesses: { perAccount: 2 } },
      { controllers: [Pages], baseUrl: 'https://example.com' },
    );
    const ask = () => app.testClient().post('/account/forgot', { form: { username: 'ada' } });
    expect([(await ask()).status, (await ask()).status]).toEqual([302, 302]);
    const { status, headers, text } = await ask();
    expect([status, Number(headers['retry-after']) > 800]).toEqual([429, true]);
    expect(text).toContain('That was too often.');
  });

  it('gets a link to the login that was asked, of two names', async () => {
    const mails: Mail[] = [];
    const members = new Members();
    members.create({ name: 'ada', passwordHash: 'none' });
    const one = login({ mail: (mail) => mails.push(mail) });
    const app = createApp({
      blueprints: [one, { ...one, name: 'other', prefix: '/other' }],
      services: [members],
      baseUrl: 'https://example.com',
      secretKey: 'a secret of the specs',
      fastify: { logger: false },
    });
    await app.testClient().post('/other/forgot', { form: { username: 'ada' } });
    await until(() => mails.length > 0);
    expect(mails[0]!.text).toContain('https://example.com/other/reset?token=');
  });

  it('uses a link once', async () => {
    const { app, mail } = withMail();
    const link = linkIn((await mail('ada')).mail);
    await app.testClient().post(link, { form: { newPassword: 'sesame open' } });
    const again = await app.testClient().post(link, { form: { newPassword: 'mine now!' }, followRedirects: true });
    expect(again.text).toContain('This link is no longer good.');
  });

  it('uses a link once, also by two requests of one moment', async () => {
    const { app, mail } = withMail();
    const link = linkIn((await mail('ada')).mail);
    const answers = await Promise.all(
      ['sesame open', 'mine now!'].map((newPassword) => app.testClient().post(link, { form: { newPassword } })),
    );
    expect(answers.map(({ location }) => location).sort()).toEqual(['/account/forgot', '/account/login']);
  });

  it('logs in with the new password after too many wrong ones, under each of the names', async () => {
    const { app, members, mail } = withMail({ perAccount: 1 });
    members.named = (name) => [...members.rows.values()].find((row) => row.name === name || row.mail === name);
    members.create({ name: 'bob', passwordHash: 'none' });
    const guess = async (username: string, password: string) =>
      (await app.testClient().post('/account/login', { form: { username, password } })).status;
    for (const name of ['ada', 'ada@example.com', 'bob'])
      for (let attempt = 0; attempt < 2; attempt += 1) await guess(name, 'wrong');
    const link = linkIn((await mail('ada@example.com')).mail);
    await app.testClient().post(link, { form: { newPassword: 'sesame open' } });
    expect(await guess('ada', 'sesame open')).toBe(302);
    expect(await guess('ada@example.com', 'sesame open')).toBe(302);
    expect(await guess('bob', 'wrong')).toBe(429);
  });

  it('logs in with the new password after too many wrong ones at a name with capitals', async () => {
    const { app, members, mail } = withMail({ perAccount: 1 });
    members.create({ name: 'Eve', passwordHash: 'none' });
    const guess = async (password: string) =>
      (await app.testClient().post('/account/login', { form: { username: 'Eve', password } })).status;
    expect([await guess('wrong'), await guess('wrong'), await guess('wrong')]).toEqual([200, 429, 429]);
    const link = linkIn((await mail('Eve')).mail);
    await app.testClient().post(link, { form: { newPassword: 'sesame open' } });
    expect(await guess('sesame open')).toBe(302);
  });

  it('cannot use a link that is cut, or of somebody who is gone', async () => {
    const { app, members, mail } = withMail();
    const link = linkIn((await mail('ada')).mail);
    expect((await app.testClient().get(link.slice(0, -1))).location).toBe('/account/forgot');
    members.rows.clear();
    expect((await app.testClient().get(link)).location).toBe('/account/forgot');
  });

  it('is told at the start that links need a baseUrl', () => {
    expect(() => appWith({ mail: () => {} })).toThrow('baseUrl');
  });
});

describe('A mail that is on its way when the app is closed', () => {
  const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it('is sent before the services are closed', async () => {
    const events: string[] = [];
    class Closing extends Members {
      override async mailOf(member: Member) {
        await later(50);
        events.push('asked');
        return super.mailOf(member);
      }
      close() {
        events.push('closed');
      }
    }
    const mail = async () => {
      await later(100);
      events.push('sent');
    };
    const { app } = appWith({ mail }, { members: new Closing(), baseUrl: 'https://example.com' });
    await app.testClient().post('/account/forgot', { form: { username: 'ada' } });
    await app.close();
    expect(events).toEqual(['asked', 'asked', 'sent', 'closed']);
  });

  it('is waited for ten seconds at most, and told of then', async () => {
    const { logger, entries } = loggedBy();
    const mail = () => new Promise(() => {});
    const { app } = appWith({ mail }, { baseUrl: 'https://example.com', fastify: { logger } });
    await app.testClient().post('/account/forgot', { form: { username: 'ada' } });
    const real = setTimeout;
    const waits = jest
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation(((call: () => void, wait: number) => real(call, wait / 100)) as never);
    await app.close();
    expect(waits.mock.calls.map(([, wait]) => wait)).toContain(10_000);
    waits.mockRestore();
    expect(entries.map(({ msg }) => msg)).toEqual([expect.stringContaining('A mail of phial-login was not sent')]);
  });
});

describe('phial login:create-user', () => {
  it('adds a user with roles, and tells the password that it made', async () => {
    const { app, members } = appWith();
    const { exitCode, output } = await app.runCommand(['login:create-user', 'bob', 'admin', 'editor']);
    expect(exitCode).toBe(0);
    const password = /^Added bob with the password (\S+)\n$/.exec(output)![1]!;
    expect(members.named('bob')?.roles).toEqual(['admin', 'editor']);
    const form = { username: 'bob', password };
    expect((await app.testClient().post('/account/login', { form })).status).toBe(302);
  });

  it('refuses a name that is taken', async () => {
    const { exitCode, output } = await appWith().app.runCommand(['login:create-user', 'ada']);
    expect([exitCode, output]).toEqual([1, 'User ada is already registered.\n']);
  });
});

describe('Users without a stamp', () => {
  it('stay logged in elsewhere when their password is changed, which the log tells once', async () => {
    const { logger, entries } = loggedBy();
    const { app, members } = appWith({}, { fastify: { logger } });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    members.changePassword = ({ id }, passwordHash) => members.change(id, { passwordHash });
    const form = { password: ada.password, newPassword: ada.password };
    for (let change = 0; change < 2; change += 1) await client.post('/account/password', { form });
    const warnings = entries.filter(({ level }) => level === 40).map(({ msg }) => msg);
    expect(warnings).toEqual([expect.stringContaining('logins in other browsers stay open: the users of Members')]);
  });
});
