import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';
import { Controller, Get, MemorySessionStore, Request, Session, eventStream, render, type TestClient } from 'phial';
import { FreshUser, Visitor } from 'phial-login';

import { PASSWORD, ada, appWith, type Members } from './support/members.js';

@Controller()
class Pages {
  @Get('/')
  home({ user, by }: Visitor) {
    return { id: user?.id ?? null, by: by ?? null };
  }

  @Get('/fresh')
  fresh({ id }: FreshUser) {
    return String(id);
  }
}

function remembering() {
  return appWith({ remember: { store: new MemorySessionStore() } }, { controllers: [Pages] });
}

async function loggedIn(client: TestClient) {
  await client.post('/account/login', { form: { ...ada, remember: 'yes' } });
  return client;
}

/** The browser is closed: its session is gone, and what has a date stays. */
function closeBrowser(client: TestClient) {
  client.cookies.delete('session');
}

const asked = async (client: TestClient) => (await client.get('/')).json<unknown>();

describe('Somebody who stays logged in', () => {
  it('is asked for it on the page', async () => {
    expect((await remembering().app.testClient().get('/account/login')).text).toContain('name="remember"');
    expect((await appWith().app.testClient().get('/account/login')).text).not.toContain('name="remember"');
  });

  it('is known again when the browser was closed', async () => {
    const client = await loggedIn(remembering().app.testClient());
    expect(await asked(client)).toEqual({ id: 1, by: 'session' });
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: 1, by: 'remember' });
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: 1, by: 'remember' });
  });

  it('is not, without having said so', async () => {
    const client = remembering().app.testClient();
    await client.post('/account/login', { form: ada });
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: null, by: null });
  });

  it('has a cookie that scripts cannot read, and that is another after each use', async () => {
    const client = remembering().app.testClient();
    const { headers } = await client.post('/account/login', { form: { ...ada, remember: 'yes' } });
    const cookie = [headers['set-cookie']].flat().find((one) => one?.startsWith('remember='));
    expect(cookie).toMatch(/; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    const before = client.cookies.get('remember');
    closeBrowser(client);
    await asked(client);
    expect(client.cookies.get('remember')).not.toBe(before);
  });

  it.each([
    ['__Host-remember', '/'],
    ['__Secure-remember', '/shop'],
  ])('has a cookie %s as browsers want it, also below a base path', async (cookieName, path) => {
    const remember = { store: new MemorySessionStore(), cookieName };
    const { app } = appWith({ remember }, { controllers: [Pages], basePath: '/shop' });
    const form = { ...ada, remember: 'yes' };
    const { status, headers } = await app.testClient().post('/shop/account/login', { form });
    expect(status).toBe(302);
    const cookie = [headers['set-cookie']].flat().find((one) => one?.startsWith(cookieName));
    expect(cookie).toContain(`; Path=${path}; HttpOnly; Secure; SameSite=Lax`);
    const logout = await app.testClient().post('/shop/account/logout', { headers: { cookie: `${cookieName}=a.b` } });
    expect([logout.status, [logout.headers['set-cookie']].flat().join()]).toEqual([
      302,
      expect.stringContaining('Secure'),
    ]);
  });

  it('types the password again for what needs it fresh', async () => {
    const client = await loggedIn(remembering().app.testClient());
    expect((await client.get('/fresh')).text).toBe('1');
    closeBrowser(client);
    const { location } = await client.get('/fresh');
    expect(location).toBe('/account/login?next=%2Ffresh');
    expect((await client.post(location!, { form: ada })).location).toBe('/fresh');
    expect((await client.get('/fresh')).text).toBe('1');
  });

  it('leaves nothing in the store by a cookie that was made up', async () => {
    const kept: string[] = [];
    class Watched extends MemorySessionStore {
      override set(id: string, data: object, ttlMs: number): void {
        kept.push(id);
        super.set(id, data, ttlMs);
      }
    }
    const { app } = appWith({ remember: { store: new Watched() } });
    await app.testClient().post('/account/logout', { headers: { cookie: `remember=${'x'.repeat(3000)}` } });
    expect(kept).toEqual([]);
  });

  it('is forgotten with the logout', async () => {
    const client = await loggedIn(remembering().app.testClient());
    const copy = client.cookies.get('remember')!;
    await client.post('/account/logout');
    expect(client.cookies.get('remember')).toBeUndefined();
    client.cookies.set('remember', copy);
    expect(await asked(client)).toEqual({ id: null, by: null });
  });

  it('is known, and forgotten, beside cookies of that name which a sister domain has planted', async () => {
    const { app } = remembering();
    const client = await loggedIn(app.testClient());
    const real = `remember=${client.cookies.get('remember')}`;
    const cookie = `remember=x.y; remember=${'x'.repeat(32)}.${'y'.repeat(43)}; ${real}`;
    expect((await app.testClient().get('/', { headers: { cookie } })).json()).toEqual({ id: 1, by: 'remember' });
    await app.testClient().post('/account/logout', { headers: { cookie } });
    expect((await app.testClient().get('/', { headers: { cookie: real } })).json()).toEqual({ id: null, by: null });
  });

  it('is no thief by an older cookie that lies beside the one of today', async () => {
    const { app } = remembering();
    const client = await loggedIn(app.testClient());
    const name = client.cookies.get('remember')!.split('.')[0]!;
    const cookie = `remember=${name}.${'y'.repeat(43)}; remember=${client.cookies.get('remember')}`;
    expect((await app.testClient().get('/', { headers: { cookie } })).json()).toEqual({ id: 1, by: 'remember' });
  });

  it('is forgotten, in all browsers, when the cookie is used twice: one of the two was stolen', async () => {
    const { app } = remembering();
    const client = await loggedIn(app.testClient());
    const elsewhere = await loggedIn(app.testClient());
    const thief = app.testClient();
    thief.cookies.set('remember', client.cookies.get('remember')!);
    expect(await asked(thief)).toEqual({ id: 1, by: 'remember' });
    closeBrowser(thief);
    expect(await asked(thief)).toEqual({ id: 1, by: 'remember' });
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: null, by: null });
    for (const one of [thief, elsewhere]) {
      closeBrowser(one);
      expect(await asked(one)).toEqual({ id: null, by: null });
    }
  });

  it.each([
    ['is deleted', (members: Members) => members.rows.delete(1)],
    ['is closed', (members: Members) => members.change(1, { isActive: false })],
    ['has another password', (members: Members) => members.change(1, { stamp: 'second' })],
  ])('is nobody, whose cookie goes, when the account %s', async (_what, change) => {
    const { app, members } = remembering();
    const client = await loggedIn(app.testClient());
    change(members);
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: null, by: null });
    expect(client.cookies.get('remember')).toBeUndefined();
  });

  it('keeps what was put into the session before the cookie was looked at', async () => {
    const client = await loggedIn(remembering().app.testClient());
    closeBrowser(client);
    await client.session((session) => {
      session.set('cart', ['apples']);
      session.flash('Added');
    });
    expect(await asked(client)).toEqual({ id: 1, by: 'remember' });
    await client.session((session) => {
      expect(session.get('cart')).toEqual(['apples']);
      expect(session.flashes()).toEqual([{ category: 'message', message: 'Added' }]);
    });
  });

  it('sees the message of the very request that shows a page', async () => {
    @Controller()
    class Home {
      @Get('/')
      home(session: Session) {
        session.set('seen', 1);
        session.flash('Hello');
        return render('home');
      }
    }
    const templates = await mkdtemp(join(tmpdir(), 'home-'));
    await writeFile(join(templates, 'home.hbs'), '{{user.id}}{{#each (flashes)}} {{message}}{{/each}}');
    const { app } = appWith({ remember: { store: new MemorySessionStore() } }, { controllers: [Home], templates });
    const client = await loggedIn(app.testClient());
    closeBrowser(client);
    expect((await client.get('/')).text).toBe('1 Hello');
    await client.session((session) => {
      expect(session.get('seen')).toBe(1);
    });
    await rm(templates, { recursive: true });
  });

  it('sees nothing of the session of somebody else who was logged in', async () => {
    const { app, members } = remembering();
    members.create({ name: 'bob', passwordHash: members.rows.get(1)!.passwordHash });
    const client = app.testClient();
    await client.post('/account/login', { form: { username: 'bob', password: PASSWORD } });
    await client.session((session) => session.set('cart', ['bread']));
    members.change(2, { isActive: false });
    client.cookies.set('remember', (await loggedIn(app.testClient())).cookies.get('remember')!);
    expect(await asked(client)).toEqual({ id: 1, by: 'remember' });
    await client.session((session) => {
      expect(session.get('cart')).toBeUndefined();
    });
  });

  it('is known to a stream that declares Visitor; of any other, the rows leave the cookie as it is', async () => {
    @Controller()
    class Rows {
      @Get('/rows')
      rows(request: Request) {
        return eventStream(rowsOf(request));
      }

      @Get('/mine')
      mine(request: Request, _visitor: Visitor) {
        return eventStream(rowsOf(request));
      }
    }
    async function* rowsOf(request: Request) {
      yield await request.render('row');
      yield await request.render('row');
    }
    const templates = await mkdtemp(join(tmpdir(), 'row-'));
    await writeFile(join(templates, 'row.hbs'), 'user {{user.id}}');
    const store = new MemorySessionStore();
    const { app } = appWith({ remember: { store } }, { controllers: [Rows], templates });
    const client = await loggedIn(app.testClient());
    closeBrowser(client);
    const set = jest.spyOn(store, 'set');
    expect((await client.get('/rows')).text).toBe('data: user \n\ndata: user \n\n');
    expect(set).not.toHaveBeenCalled();
    expect((await client.get('/mine')).text).toBe('data: user 1\n\ndata: user 1\n\n');
    await rm(templates, { recursive: true });
  });

  it('may open several pages at once', async () => {
    const client = await loggedIn(remembering().app.testClient());
    closeBrowser(client);
    const pages = await Promise.all(Array.from({ length: 5 }, () => asked(client)));
    expect(pages).toEqual(Array(5).fill({ id: 1, by: 'remember' }));
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: 1, by: 'remember' });
  });

  it('is nobody with a cookie to which something was added', async () => {
    const client = await loggedIn(remembering().app.testClient());
    client.cookies.set('remember', `${client.cookies.get('remember')}.more`);
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: null, by: null });
  });

  it.each(['', '.', 'a', 'a.b', `${'x'.repeat(32)}.${'y'.repeat(43)}`, 'ä.ö'])(
    'is nobody with the cookie %p',
    async (cookie) => {
      const client = remembering().app.testClient();
      client.cookies.set('remember', cookie);
      expect(await asked(client)).toEqual({ id: null, by: null });
    },
  );
});

describe('Somebody else who logs in at the browser', () => {
  async function afterBob(more: object = {}) {
    const { app, members } = remembering();
    const { passwordHash } = members.rows.get(1)!;
    members.create({ name: 'bob', passwordHash });
    const client = await loggedIn(app.testClient());
    const copy = client.cookies.get('remember')!;
    await client.post('/account/login', { form: { username: 'bob', password: PASSWORD, ...more } });
    return { app, members, client, copy };
  }

  it('is not taken for who was remembered before, once the browser is closed', async () => {
    const { client } = await afterBob();
    expect(await asked(client)).toEqual({ id: 2, by: 'session' });
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: null, by: null });
  });

  it('is not taken for who was remembered before, when the login ends elsewhere', async () => {
    const { client, members } = await afterBob();
    members.change(2, { stamp: 'another' });
    expect(await asked(client)).toEqual({ id: null, by: null });
  });

  it('is remembered instead, by one cookie', async () => {
    const { client } = await afterBob({ remember: 'yes' });
    closeBrowser(client);
    expect(await asked(client)).toEqual({ id: 2, by: 'remember' });
  });

  it.each([{}, { remember: 'yes' }])('ends the cookie of before, of which there may be a copy: %p', async (more) => {
    const { app, copy } = await afterBob(more);
    const thief = app.testClient();
    thief.cookies.set('remember', copy);
    expect(await asked(thief)).toEqual({ id: null, by: null });
  });
});
