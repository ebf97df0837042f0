import { createApp } from 'phial';
import { login, type Mail } from 'phial-login';

import { loggedBy } from '../../../spec/support/log-of.js';
import { until } from '../../../spec/support/until.js';
import { ada, appWith, Members, type Member } from './support/members.js';

class Confirming extends Members {
  override confirm({ id }: Member): void {
    this.change(id, { isConfirmed: true });
  }
}

const bob = { username: 'bob', password: 'the builder' };

function confirming(members: Members = new Confirming()) {
  const mails: Mail[] = [];
  const { logger, entries } = loggedBy();
  const options = { registration: true, confirmation: true, mail: (mail: Mail) => mails.push(mail) };
  const { app } = appWith(
    { ...options, languages: ['en', 'de'] },
    { members, baseUrl: 'https://example.com', fastify: { logger } },
  );
  const client = app.testClient();
  const post = (path: string, form: object, headers = {}) =>
    client.post(path, { form: form as Record<string, string>, headers, followRedirects: true });
  /** The mail that was sent, at the latest when the next requests have been answered. */
  const mail = async () => {
    for (let waits = 0; waits < 200 && mails.length === 0; waits += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return mails.shift();
  };
  const link = async () => /https:\/\/example\.com(\S+)/.exec((await mail())!.text)![1]!;
  return { app, members, client, post, mail, mails, link, entries };
}

describe('A mail address that must be confirmed', () => {
  it('is that of the app that sends the mail, when two have one object of login()', async () => {
    const mails: Mail[] = [];
    const shared = login({ registration: true, confirmation: true, mail: (mail) => mails.push(mail) });
    const [one] = ['https://one.example', 'https://other.example'].map((baseUrl) =>
      createApp({
        blueprints: [shared],
        services: [new Confirming()],
        baseUrl,
        secretKey: 'a secret of the specs',
        fastify: { logger: false },
      }),
    );
    await one!.testClient().post('/account/register', { form: bob });
    await until(() => mails.length > 0);
    expect(mails[0]?.text).toContain('https://one.example/account/confirm?token=');
  });

  it('is not asked for by default', async () => {
    const { app } = appWith({ registration: true });
    expect((await app.testClient().get('/account/confirm')).status).toBe(404);
    await app.testClient().post('/account/register', { form: bob });
    expect((await app.testClient().post('/account/login', { form: bob })).status).toBe(302);
  });

  it('keeps a new user from logging in, until the button behind the link is pressed', async () => {
    const { post, client, mail } = confirming();
    expect((await post('/account/register', bob)).text).toContain('Now open the link in the mail');
    expect((await post('/account/login', bob)).text).toContain('Confirm your mail address first');
    const sent = await mail();
    expect(sent).toMatchObject({ to: 'bob@example.com', subject: 'Confirm your mail address' });
    expect(sent!.text).toMatch(
      /^Hello bob,[^]+good for 24 hours[^]+https:\/\/example\.com\/account\/confirm\?token=\S+/,
    );
    const link = /https:\/\/example\.com(\S+)/.exec(sent!.text)![1]!;
    expect((await client.get(link)).text).toContain('<button>Yes, this is my address</button>');
    expect((await client.post('/account/login', { form: bob })).status).toBe(200);
    expect((await post(link, {})).text).toContain('Your mail address is confirmed. Now log in.');
    expect((await client.post('/account/login', { form: bob })).status).toBe(302);
  });

  it('is asked for in German, too', async () => {
    const { post, mail } = confirming();
    const { text } = await post('/account/register', bob, { 'Accept-Language': 'de' });
    expect(text).toContain('Öffne jetzt den Link in der Mail');
    expect(await mail()).toMatchObject({ subject: 'Mailadresse bestätigen' });
  });

  it('is not told of to whoever guesses the password', async () => {
    const { post } = confirming();
    await post('/account/register', bob);
    const { text } = await post('/account/login', { ...bob, password: 'a wrong one' });
    expect(text).toContain('Incorrect username or password.');
    expect(text).not.toContain('Confirm your mail address first');
  });

  it('gets another mail, in the same words that are said of a name nobody has', async () => {
    const { post, mail, mails, client } = confirming();
    await post('/account/register', bob);
    await mail();
    expect((await client.get('/account/login')).text).toContain('href="/account/confirm/again"');
    expect((await client.get('/account/confirm/again')).text).toContain('Send the link');
    const { text } = await post('/account/confirm/again', { username: 'eve' });
    expect(text).toContain('If there is such an account, and it is not confirmed yet, a mail is on its way.');
    expect((await post('/account/confirm/again', { username: 'bob' })).text).toBe(text);
    expect(await mail()).toMatchObject({ to: 'bob@example.com' });
    expect(mails).toEqual([]);
  });

  it('sends a limited number of them', async () => {
    const { post } = confirming();
    for (let times = 0; times < 10; times += 1) await post('/account/confirm/again', { username: 'bob' });
    const { status, headers, text } = await post('/account/confirm/again', { username: 'bob' });
    expect([status, Number(headers['retry-after']) > 800]).toEqual([429, true]);
    expect(text).toContain('That was too often.');
  });

  it('is confirmed once: the link changes nothing when the app asks for another address', async () => {
    const { post, link, members, client } = confirming();
    await post('/account/register', bob);
    const used = await link();
    await post(used, {});
    expect((await client.get(used)).location).toBe('/account/login');
    members.change(2, { isConfirmed: false, mail: 'bob@elsewhere.example' });
    expect((await post(used, {})).text).toContain('This link is no longer good.');
    expect(members.find(2)?.isConfirmed).toBe(false);
  });

  it('cannot be confirmed by a link that is cut, or for an account that is closed', async () => {
    const { post, link, members, client } = confirming();
    await post('/account/register', bob);
    const whole = await link();
    expect((await client.post(whole.slice(0, -1))).location).toBe('/account/confirm/again');
    members.change(2, { isActive: false });
    expect((await client.post(whole)).location).toBe('/account/confirm/again');
  });

  it('is confirmed by a new password, too, since that link came by mail', async () => {
    const { post, link, members } = confirming();
    await post('/account/forgot', { username: 'ada' });
    await post(await link(), { newPassword: 'sesame open' });
    expect(members.find(1)?.isConfirmed).toBe(true);
  });

  it('is confirmed as the user is kept by then, whose password is the new one', async () => {
    class Whole extends Confirming {
      override confirm(member: Member): void {
        this.rows.set(member.id, { ...this.rows.get(member.id)!, ...member, isConfirmed: true });
      }
    }
    const { post, link, members } = confirming(new Whole());
    await post('/account/forgot', { username: 'ada' });
    const stamp = members.find(1)?.stamp;
    await post(await link(), { newPassword: 'sesame open' });
    expect(members.find(1)?.isConfirmed).toBe(true);
    expect(members.find(1)?.stamp).not.toBe(stamp);
  });

  it('is taken for confirmed of whom the command line adds', async () => {
    const { app, members } = confirming();
    await app.runCommand(['login:create-user', 'carl']);
    expect(members.named('carl')?.isConfirmed).toBe(true);
  });
});

describe('The provider of login:create-user', () => {
  it('is given the user as it is kept by then, with each role', async () => {
    const given: unknown[] = [];
    class Noting extends Confirming {
      override addRole(member: Member, role: string): void {
        given.push([member.isConfirmed, member.roles ?? []]);
        super.addRole(member, role);
      }
    }
    const { app } = confirming(new Noting());
    await app.runCommand(['login:create-user', 'carl', 'editor', 'admin']);
    expect(given).toEqual([
      [true, []],
      [true, ['editor']],
    ]);
  });
});

describe('Mistakes with a confirmation', () => {
  it('tells that nothing sends a mail', () => {
    expect(() => appWith({ confirmation: true })).toThrow(
      'login({ confirmation }): there is nothing that sends a mail\n     Add the option mail, a function',
    );
  });

  it('tells that the provider cannot keep it', () => {
    expect(() => confirming(new Members())).toThrow('login({ confirmation }): it needs Members.confirm()');
  });

  it('tells that the provider has not kept it', async () => {
    class Forgetful extends Members {
      override confirm(): void {}
    }
    const { app } = confirming(new Forgetful());
    const { output } = await app.runCommand(['login:create-user', 'carl']);
    expect(output).toContain('Forgetful.confirm() was called, and isConfirmed of the user 2 is undefined after it.');
  });

  it('tells of a user whose isConfirmed is a number, as some databases have it', async () => {
    const { client, members, entries } = confirming();
    members.change(1, { isConfirmed: 1 as never });
    expect((await client.post('/account/login', { form: ada })).status).toBe(500);
    expect(JSON.stringify(entries)).toContain('isConfirmed of the user 1 is 1. Give it as a boolean.');
  });

  it('warns of a new user without a mail address, who can never log in', async () => {
    const { post, members, entries } = confirming();
    members.change(1, { mail: undefined });
    await post('/account/confirm/again', { username: 'ada' });
    await until(() => JSON.stringify(entries).includes('The user 1 has no mail address'));
  });
});
