import { until } from '../../../spec/support/until.js';
import { loggedIn, openMicroblog } from './open-microblog.js';

const { app, outbox } = await openMicroblog();
const ada = await loggedIn(app, 'ada');

describe('An account', () => {
  it('needs a mail address', async () => {
    const form = { username: 'bob', password: 'open sesame', mail: 'bob' };
    const { text } = await app.testClient().post('/account/register', { form });
    expect(text).toContain('That is not a mail address.');
  });

  it('is needed to read anything', async () => {
    const { location } = await app.testClient().get('/explore', { headers: { accept: 'text/html' } });
    expect(location).toBe('/account/login?next=%2Fexplore');
  });

  it('gets a new password by a link in a mail', async () => {
    await app.testClient().post('/account/forgot', { form: { username: 'ada' } });
    await until(() => outbox.mails.length > 0);
    expect(outbox.mails[0]).toMatchObject({ to: 'ada@example.com' });
    const [, path] = /http:\/\/127.0.0.1:5000(\S+)/.exec(outbox.mails[0]!.text)!;
    await app.testClient().post(path!, { form: { newPassword: 'close sesame' } });
    // Whoever was logged in by the old one is out.
    expect((await ada.get('/', { headers: { accept: 'text/html' } })).location).toBe('/account/login?next=%2F');
    await ada.post('/account/login', { form: { username: 'ada', password: 'close sesame' } });
    expect((await ada.get('/')).status).toBe(200);
  });
});

describe('A profile', () => {
  it('tells about somebody, and when they were here', async () => {
    const form = { about: 'I count.' };
    const { text } = await ada.post('/edit-profile', { form, followRedirects: true });
    expect(text).toContain('<p class="body">I count.</p>');
    expect(text).toContain('Seen last');
  });

  it('is a page that says so when there is nobody', async () => {
    const response = await ada.get('/users/nobody', { headers: { accept: 'text/html' } });
    expect([response.status, response.text]).toEqual([404, expect.stringContaining('There is nobody of that name.')]);
  });

  it('has a picture that is the same each time', async () => {
    const [one, again, other] = await Promise.all(['ada', 'ada', 'bob'].map((name) => ada.get(`/avatars/${name}`)));
    expect(one!.headers['content-type']).toContain('image/svg+xml');
    expect(again!.text).toBe(one!.text);
    expect(other!.text).not.toBe(one!.text);
  });

  it('follows others, but not itself', async () => {
    const bob = await loggedIn(app, 'bob');
    const { text } = await bob.post('/users/ada/follow', { followRedirects: true });
    expect(text).toContain('You follow ada now.');
    expect((await ada.get('/users/ada/followers')).text).toContain('href="/users/bob"');
    expect((await bob.get('/users/bob/following')).text).toContain('href="/users/ada"');
    await bob.post('/users/ada/unfollow');
    expect((await ada.get('/users/ada/followers')).text).not.toContain('href="/users/bob"');
    expect((await ada.post('/users/ada/follow')).status).toBe(400);
  });
});

describe('The interface', () => {
  it('is German for who reads German', async () => {
    const { text } = await ada.get('/', { headers: { 'accept-language': 'de-AT, en;q=0.5' } });
    expect(text).toContain('<html lang="de">');
    expect(text).toContain('Was gibt es Neues?');
  });
});
