import { pbkdf2Sync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, Get, MemorySessionStore, Request, Session, createApp, makeResponse, render } from 'phial';
import { Admin, ApiTokens, CurrentUser, FreshUser, LoginManager, Visitor, login, type Mail } from 'phial-login';

import { loggedBy } from '../../../spec/support/log-of.js';
import { until } from '../../../spec/support/until.js';
import { PASSWORD, ada, appWith, Members, type Member } from './support/members.js';

class Named extends CurrentUser<Member> {
  get name() {
    return this.user.name;
  }
}

@Controller()
class Pages {
  @Get('/')
  home({ user, by }: Visitor<Member>) {
    return { name: user?.name ?? null, by: by ?? null };
  }

  @Get('/mine')
  mine(user: Named) {
    return `Hello ${user.name}`;
  }

  @Get('/admin')
  admin(admin: Admin<Member>) {
    return `Hello ${admin.user.name}`;
  }

  @Get('/fresh')
  fresh({ id }: FreshUser, request: Request) {
    return `${id} at ${request.path}`;
  }
}

@Controller('/notes')
class Notes {
  @Get('')
  index({ user }: CurrentUser) {
    return String(user.id);
  }
}

const controllers = [Pages];

describe('A login', () => {
  it('is named to who has forgotten its blueprint', () => {
    expect(() => createApp({ controllers, services: [new Members()], fastify: { logger: false } })).toThrow(
      'nobody provides LoginManager\n     Write createApp({ blueprints: [login()] }).',
    );
  });

  it('is a page with a form for a name and a password', async () => {
    const { app } = appWith();
    const { status, text } = await app.testClient().get('/account/login');
    expect(status).toBe(200);
    expect(text).toContain('name="username"');
    expect(text).toContain('autocomplete="current-password"');
  });

  it('is found from any page with the variables of its prefix; others are told to log in', async () => {
    @Controller()
    class Tenants {
      @Get('/:tenant/notes')
      notes(tenant: string, { user }: CurrentUser) {
        return `${tenant} ${user.id}`;
      }

      @Get('/')
      home({ user }: CurrentUser) {
        return String(user.id);
      }
    }
    const client = appWith({ prefix: '/:tenant/account' }, { controllers: [Tenants] }).app.testClient();
    expect((await client.get('/acme/notes')).location).toBe('/acme/account/login?next=%2Facme%2Fnotes');
    const { status, text } = await client.get('/');
    expect([status, text]).toEqual([401, expect.stringContaining('Log in first.')]);
  });

  it('is found by the variables of a prefix with an expression', async () => {
    @Controller('/:lang(^(?:en|de)$)/notes')
    class Notes {
      @Get('/')
      index(lang: string, { user }: CurrentUser) {
        return `${lang} ${user.id}`;
      }
    }
    const prefix = '/:lang(^(?:en|de)$)/account';
    const { app } = appWith({ prefix, mail: () => {} }, { controllers: [Notes], baseUrl: 'https://example.com' });
    expect((await app.testClient().get('/de/notes/')).location).toBe('/de/account/login?next=%2Fde%2Fnotes%2F');
  });

  it('is no page of the app, whatever that is called', async () => {
    @Controller('/bank')
    class Account {
      @Get('/login')
      login() {
        return 'money';
      }
    }
    const { app } = appWith({ prefix: '/:tenant/account' }, { controllers: [Account, Pages] });
    expect((await app.testClient().get('/mine')).status).toBe(401);
  });

  it('under two names is the one where the request is, or else the first', async () => {
    const one = login({ mail: () => {} });
    const app = createApp({
      controllers,
      blueprints: [one, { ...one, name: 'other', prefix: '/other', controllers: [...one.controllers!, Notes] }],
      services: [new Members()],
      baseUrl: 'https://example.com',
      secretKey: 'a secret of the specs',
      fastify: { logger: false },
    });
    const at = async (path: string) => (await app.testClient().get(path)).location;
    expect(await at('/mine')).toBe('/account/login?next=%2Fmine');
    expect(await at('/account/password')).toBe('/account/login?next=%2Faccount%2Fpassword');
    expect(await at('/other/notes')).toBe('/other/login?next=%2Fother%2Fnotes');
    expect((await app.testClient().get('/other/login')).text).toContain('href="/other/forgot"');
  });

  it('leads home, and makes the user known to handlers', async () => {
    const client = appWith({}, { controllers }).app.testClient();
    const { status, location } = await client.post('/account/login', { form: ada });
    expect([status, location]).toEqual([302, '/']);
    expect((await client.get('/')).json()).toEqual({ name: 'ada', by: 'session' });
    expect((await client.get('/mine')).text).toBe('Hello ada');
  });

  it.each([
    ['a page', {}, 'no-store'],
    ['an image on a page', { 'sec-fetch-dest': 'image' }, undefined],
    ['JSON', { accept: 'application/json' }, undefined],
  ])('leaves nothing of %s to who goes back after the logout, when it is a page', async (_what, headers, expected) => {
    const client = appWith({}, { controllers }).app.testClient();
    expect((await client.get('/', { headers })).headers['cache-control']).toBeUndefined();
    await client.post('/account/login', { form: ada });
    for (const path of ['/', '/mine']) {
      expect((await client.get(path, { headers })).headers['cache-control']).toBe(expected);
    }
  });

  it('leaves a Cache-Control of the handler as it is', async () => {
    class Cached {
      @Get('/cached')
      show({ id }: CurrentUser) {
        return makeResponse(String(id), 200, { 'Cache-Control': 'private, max-age=60' });
      }
    }
    const client = appWith({}, { controllers: [Cached] }).app.testClient();
    await client.post('/account/login', { form: ada });
    expect((await client.get('/cached')).headers['cache-control']).toBe('private, max-age=60');
  });

  it('leads to a home of its own, which may be an endpoint', async () => {
    const { app } = appWith({ home: 'pages.mine' }, { controllers });
    expect((await app.testClient().post('/account/login', { form: ada })).location).toBe('/mine');
  });

  it.each([
    ['an unknown name', { ...ada, username: 'eve' }],
    ['a wrong password', { ...ada, password: 'wrong' }],
    ['nothing', {}],
  ])('refuses %s in the same words, and keeps the name that was typed', async (_what, form) => {
    const client = appWith({}, { controllers }).app.testClient();
    const { status, text } = await client.post('/account/login', { form });
    expect(status).toBe(200);
    expect(text).toContain('Incorrect username or password.');
    if ('username' in form) expect(text).toContain(`value="${form.username}"`);
    expect((await client.get('/')).json()).toEqual({ name: null, by: null });
  });

  it('leads back to the page that had asked for it', async () => {
    const client = appWith({}, { controllers }).app.testClient();
    const { location } = await client.get('/mine?page=2');
    expect(location).toBe('/account/login?next=%2Fmine%3Fpage%3D2');
    expect((await client.post(location!, { form: ada })).location).toBe('/mine?page=2');
    expect((await client.post('/account/login', { form: ada })).location).toBe('/');
  });

  it('keeps nothing of a stranger who asks for a page', async () => {
    const kept: string[] = [];
    class Watched extends MemorySessionStore {
      override set(id: string, data: object, ttlMs: number): void {
        kept.push(id);
        super.set(id, data, ttlMs);
      }
    }
    const { app } = appWith({}, { controllers, session: { store: new Watched() } });
    const { status, headers } = await app.testClient().get('/mine');
    expect([status, headers['set-cookie'], kept]).toEqual([302, undefined, []]);
  });

  it('and the registration lead to each other with the page that had asked for it', async () => {
    const { app } = appWith({ registration: true }, { controllers });
    const at = async (path: string) =>
      (await app.testClient().get(path, { query: { next: '/mine?page=2' } })).text.replaceAll('&#x3D;', '=');
    expect(await at('/account/login')).toContain('href="/account/register?next=%2Fmine%3Fpage%3D2"');
    expect(await at('/account/register')).toContain('href="/account/login?next=%2Fmine%3Fpage%3D2"');
  });

  it('leads back after wrong passwords, and after a registration', async () => {
    const { app } = appWith({ registration: true }, { controllers });
    const client = app.testClient();
    const query = { next: '/mine' };
    const form = { username: 'bob', password: PASSWORD };
    expect((await client.post('/account/register', { form, query })).location).toBe('/account/login');
    expect((await client.post('/account/login', { form: { ...form, password: 'wrong' } })).status).toBe(200);
    expect((await client.post('/account/login', { form })).location).toBe('/mine');
    expect((await client.post('/account/login', { form })).location).toBe('/');
  });

  it('leads back after a mail was asked for, whose link tells nothing of it', async () => {
    const mails: Mail[] = [];
    const mail = (one: Mail) => mails.push(one);
    const client = appWith({ mail }, { controllers, baseUrl: 'https://example.com' }).app.testClient();
    await client.post('/account/forgot', { form: { username: 'ada' }, query: { next: '/mine' } });
    await until(() => mails.length > 0);
    expect(mails[0]!.text).toMatch(/\/account\/reset\?token=[^&\s]+\s/);
    expect((await client.post('/account/login', { form: ada })).location).toBe('/mine');
  });

  it.each(['/notes/50%25', '/notes/a%2Fb', '/notes/a%3Fb?page=%26', '/notes/%D0%B2'])(
    'leads back to %s as it was asked for',
    async (path) => {
      @Controller('/notes')
      class Named {
        @Get('/:name')
        show(name: string, _user: CurrentUser) {
          return name;
        }
      }
      const client = appWith({}, { controllers: [Named], basePath: '/blog' }).app.testClient();
      const { location } = await client.get(`/blog${path}`);
      expect((await client.post(location!, { form: ada })).location).toBe(`/blog${path}`);
    },
  );

  it('leads to what ?next= names, but to no other site', async () => {
    const { app } = appWith();
    const to = async (next: string) =>
      (await app.testClient().post('/account/login', { form: ada, query: { next } })).location;
    expect(await to('/mine')).toBe('/mine');
    expect(await to('//evil.example')).toBe('/');
    expect(await to('/\\evil.example')).toBe('/');
    expect(await to('https://evil.example/')).toBe('/');
  });

  it('starts a session that keeps nothing of the one before', async () => {
    const client = appWith().app.testClient();
    await client.session((session) => session.set('basket', ['apples']));
    await client.post('/account/login', { form: ada });
    await client.session((session) => {
      expect(session.toObject()).toEqual({ userId: 1, loginStamp: 'first' });
    });
  });

  it('refuses an account that is closed, and ends what it had open', async () => {
    const { app, members } = appWith({}, { controllers });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    members.change(1, { isActive: false });
    expect((await client.get('/')).json()).toEqual({ name: null, by: null });
    expect((await client.post('/account/login', { form: ada })).text).toContain('This account is closed.');
  });

  it('makes a hash of a Flask app anew, with the same password', async () => {
    const { app, members } = appWith();
    // generate_password_hash('open sesame', 'pbkdf2:sha256:1000') of Werkzeug 3.
    const passwordHash =
      'pbkdf2:sha256:1000$rKu2yfX9MHc4yT5n$' + (await pbkdf2('open sesame', 'rKu2yfX9MHc4yT5n', 1000));
    members.change(1, { passwordHash });
    expect((await app.testClient().post('/account/login', { form: ada })).status).toBe(302);
    expect(members.passwordHash(members.find(1)!)).toMatch(/^scrypt:32768:8:1\$/);
    expect((await app.testClient().post('/account/login', { form: ada })).status).toBe(302);
  });

  it("speaks German to whom prefers it, or an app's own words", async () => {
    const { app } = appWith({ languages: ['en', 'de'], texts: { en: { logIn: 'Sign in' } } });
    const text = async (language: string) =>
      (await app.testClient().get('/account/login', { headers: { 'Accept-Language': language } })).text;
    expect(await text('de-AT,en;q=0.5')).toContain('>Anmelden</button>');
    expect(await text('en')).toContain('>Sign in</button>');
    expect(await text('fr')).toContain('>Sign in</button>');
  });
});

async function pbkdf2(password: string, salt: string, rounds: number): Promise<string> {
  const { pbkdf2Sync } = await import('node:crypto');
  return pbkdf2Sync(password, salt, rounds, 32, 'sha256').toString('hex');
}

describe('A logout', () => {
  it('ends the session, by POST alone', async () => {
    const client = appWith({}, { controllers }).app.testClient();
    await client.post('/account/login', { form: ada });
    expect((await client.get('/account/logout')).status).toBe(405);
    expect((await client.get('/')).json()).toEqual({ name: 'ada', by: 'session' });
    const { status, location } = await client.post('/account/logout');
    expect([status, location]).toEqual([302, '/']);
    expect((await client.get('/')).json()).toEqual({ name: null, by: null });
  });
});

describe('A handler that declares a CurrentUser', () => {
  it('sends browsers to the login, and answers 401 to programs', async () => {
    const { app } = appWith({}, { controllers });
    const page = await app.testClient().get('/mine', { headers: { Accept: 'text/html' } });
    expect([page.status, page.location]).toEqual([302, '/account/login?next=%2Fmine']);
    const program = await app.testClient().get('/mine', { headers: { Accept: 'application/json' } });
    expect([program.status, program.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('forgets somebody who was deleted', async () => {
    const { app, members } = appWith({}, { controllers });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    members.rows.clear();
    expect((await client.get('/mine')).location).toBe('/account/login?next=%2Fmine');
  });
});

describe('A handler that declares an Admin', () => {
  it('lets in a user with that role alone', async () => {
    const { app, members } = appWith({}, { controllers });
    const client = app.testClient();
    expect((await client.get('/admin')).location).toBe('/account/login?next=%2Fadmin');
    await client.post('/account/login', { form: ada });
    expect((await client.get('/admin')).status).toBe(403);
    members.addRole(members.find(1)!, 'admin');
    expect((await client.get('/admin')).text).toBe('Hello ada');
  });
});

describe('Guesses', () => {
  it('are refused with 429 when there were too many, also the right one, for that account', async () => {
    const members = new Members();
    const { app } = appWith({ guesses: { perAccount: 3 } }, { members });
    members.create({ name: 'bob', passwordHash: members.rows.get(1)!.passwordHash });
    const guess = (form: object) => app.testClient().post('/account/login', { form: form as typeof ada });
    for (let count = 0; count < 3; count += 1) await guess({ ...ada, password: 'wrong' });
    const { status, text, headers } = await guess(ada);
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(800);
    expect(text).toContain('That was too often. Try again in 15 minutes.');
    expect((await guess({ ...ada, username: 'bob' })).status).toBe(302);
  });

  it('of one moment count, too', async () => {
    const { app } = appWith({ guesses: { perAccount: 3 } });
    const wrong = () => app.testClient().post('/account/login', { form: { ...ada, password: 'wrong' } });
    const answers = await Promise.all(Array.from({ length: 8 }, wrong));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  it('are forgotten after the right one', async () => {
    const { app } = appWith({ guesses: { perAccount: 3 } });
    const guess = (password: string) => app.testClient().post('/account/login', { form: { ...ada, password } });
    for (const password of ['wrong', 'wrong', ada.password, 'wrong', 'wrong', ada.password])
      expect((await guess(password)).status).toBe(password === 'wrong' ? 200 : 302);
  });
});

describe('One object of login()', () => {
  const shared = login({ prefix: '/:tenant/account', guesses: { perAccount: 1 } });
  const appOf = (prefix?: string) => {
    const members = new Members();
    const app = createApp({
      controllers,
      blueprints: [prefix === undefined ? shared : { ...shared, prefix }],
      services: [members],
      secretKey: 'a secret of the specs',
      fastify: { logger: false },
    });
    return { members, client: app.testClient() };
  };

  it('knows where each of two apps has its login', async () => {
    const [one, other] = [appOf('/account'), appOf()];
    expect((await one.client.get('/mine')).location).toBe('/account/login?next=%2Fmine');
    expect((await other.client.get('/mine')).status).toBe(401);
  });

  it('counts the guesses of each app for itself', async () => {
    const wrong = { username: 'ada', password: 'wrong' };
    const [one, other] = [appOf('/account'), appOf('/account')];
    const statuses = [];
    for (const { client } of [one, one, other])
      statuses.push((await client.post('/account/login', { form: wrong })).status);
    expect(statuses).toEqual([200, 429, 200]);
  });
});

describe('An extension that is set up wrongly', () => {
  const store = new MemorySessionStore();

  it('is told how tokens are had, in words that work', () => {
    @Controller()
    class Api {
      constructor(readonly tokens: ApiTokens) {}
    }
    expect(() => appWith({}, { controllers: [Api] })).toThrow('login({ apiTokens: { store } })');
  });

  it('says which service it needs, and begins with its name', () => {
    expect(() =>
      createApp({ blueprints: [login()], secretKey: 'a secret of the specs', fastify: { logger: false } }),
    ).toThrow(
      'The app has one mistake:\n  1. login(): it needs a service that extends UserProvider, and the app has none\n' +
        '     Write class MyUserProvider extends UserProvider { ... }, and createApp({ services: [new MyUserProvider()] }). (PH110)',
    );
  });

  it('lists all that is wrong with the options', () => {
    expect(() => appWith({ registraton: true, shortestPassword: '9', home: 4 } as never)).toThrow(
      /^The app has 3 mistakes:\n {2}1\. login\(\): there is no option 'registraton'\n {5}There are name, prefix,/,
    );
  });

  it.each([
    [{ registration: 'yes' }, "login({ registration }): it is 'yes'\n     Give it a boolean."],
    [{ shortestPassword: 0 }, 'login({ shortestPassword }): it is 0\n     Give it 1 character or more.'],
    [{ languages: ['fr'] }, "login({ languages }): there are no texts in the language 'fr'\n     There are en, de"],
    [{ home: '//evil.example' }, "login({ home }): '//evil.example' is another site"],
    [
      { home: 'login.account.lgoin' },
      "login({ home }): there is no endpoint 'login.account.lgoin'\n     Correct its name: phial routes lists all endpoints. Did you mean 'login.account.login'?",
    ],
    [{ home: 'home' }, "there is no endpoint 'home'\n     Correct its name: phial routes lists all endpoints."],
    [{ apiTokens: {} }, 'login({ apiTokens }): it was given no store\n     Write apiTokens: { store }'],
    [{ remember: {} }, 'login({ remember }): it was given no store\n     Write remember: { store }'],
    [{ remember: { store: 4 } }, 'login({ remember }): it was given 4 as store\n     Write a store for sessions'],
    [
      { guesses: { peraccount: 1 } },
      "login({ guesses }): it has no option 'peraccount'\n     There are perAccount, perAddress, within, redis, keyPrefix. Did you mean 'perAccount'?",
    ],
    [{ guesses: { wihtin: 1 } }, "Did you mean 'within'?"],
    [{ remember: { store, livetime: 1 } }, "Did you mean 'lifetime'?"],
    [{ remember: { store, lifetime: '30d' } }, "it was given '30d' as lifetime\n     Write seconds above 0"],
    [{ apiTokens: { store, lifetime: 0 } }, 'it was given 0 as lifetime\n     Write seconds above 0'],
    [{ remember: { store, cookieName: 'a b' } }, "it was given 'a b' as cookieName\n     Write a name of letters"],
    [{ remember: { store, keyPrefix: '' } }, "it was given '' as keyPrefix\n     Write a text"],
    [{ guesses: { perAccount: 0 } }, 'it was given 0 as perAccount\n     Write a whole number above 0'],
    [{ guesses: { within: -1 } }, 'it was given -1 as within\n     Write seconds above 0'],
    [
      { guesses: { within: 30 * 24 * 60 * 60 } },
      'it was given 2592000 as within\n     Write seconds above 0 and up to 2147483, which are 24 days: 15 * 60 for 15 minutes.',
    ],
    [{ guesses: { redis: 'redis://localhost' } }, "it was given 'redis://localhost' as redis\n     Write a client"],
    [{ registraton: true }, "Did you mean 'registration'?"],
  ])('refuses the options %p', (options, message) => {
    expect(() => appWith(options as never)).toThrow(message);
  });
});

describe('A login by code', () => {
  @Controller()
  class Code {
    @Get('/in')
    async in(_visitor: Visitor, logins: LoginManager, request: Request, session: Session) {
      await logins.logIn(request, session, { id: 1, stamp: 'first' });
      return render('who');
    }

    @Get('/out')
    async out(_visitor: Visitor, logins: LoginManager, request: Request, session: Session) {
      await logins.logOut(request, session);
      return render('who');
    }

    @Get('/kept')
    async kept(logins: LoginManager, request: Request, session: Session) {
      await logins.logIn(request, session, { id: 1 }, { remember: true });
    }
  }

  it('is seen by the page of the same request, and so is a logout', async () => {
    const templates = await mkdtemp(join(tmpdir(), 'who-'));
    await writeFile(join(templates, 'who.hbs'), 'user {{user.id}}');
    const client = appWith({}, { controllers: [Code], templates }).app.testClient();
    expect((await client.get('/in')).text).toBe('user 1');
    expect((await client.get('/out')).text).toBe('user ');
    await rm(templates, { recursive: true });
  });

  it('that is to be remembered tells that the option is missing', async () => {
    const { logger, entries } = loggedBy();
    const { app } = appWith({}, { controllers: [Code], fastify: { logger } });
    expect((await app.testClient().get('/kept')).status).toBe(500);
    expect(JSON.stringify(entries)).toContain('Write login({ remember: { store } }), or leave remember away.');
    const form = { ...ada, remember: 'yes' };
    expect((await app.testClient().post('/account/login', { form })).status).toBe(302);
  });
});

describe('A WebSocket', () => {
  it('of nobody is a 401, and no page that the login leads back to', async () => {
    const client = appWith({}, { controllers }).app.testClient();
    const headers = { upgrade: 'websocket', connection: 'Upgrade', accept: 'text/html' };
    expect((await client.get('/mine', { headers })).status).toBe(401);
    expect((await client.post('/account/login', { form: ada })).location).toBe('/');
  });
});

describe('The time that a wrong password takes', () => {
  it('does not tell who has an account, whose hash Werkzeug made', async () => {
    const { app, members } = appWith({ guesses: { perAccount: 100 } });
    const key = pbkdf2Sync('open sesame', 'salt', 1000, 32, 'sha256').toString('hex');
    members.change(1, { passwordHash: `pbkdf2:sha256:1000$salt$${key}` });
    const times: Record<string, number[]> = { ada: [], nobody: [] };
    for (const username of ['nobody', 'nobody', 'ada', 'nobody', 'ada', 'nobody', 'ada']) {
      const start = performance.now();
      await app.testClient().post('/account/login', { form: { username, password: 'wrong' } });
      times[username]!.push(performance.now() - start);
    }
    expect(Math.min(...times['ada']!)).toBeGreaterThan(Math.min(...times['nobody']!) / 2);
  });
});

describe('A user whose isActive is no boolean', () => {
  it.each([0, 1, null, '0'])('has no open account, which the log tells: %p', async (isActive) => {
    const { logger, entries } = loggedBy();
    const { app, members } = appWith({}, { controllers, fastify: { logger } });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    members.change(1, { isActive: isActive as never });
    expect((await client.get('/')).status).toBe(500);
    expect((await app.testClient().post('/account/login', { form: ada })).status).toBe(500);
    expect(JSON.stringify(entries)).toContain('isActive of the user 1 is ');
  });

  it('gets no mail, nor is a link good that was sent', async () => {
    const mails: Mail[] = [];
    const { logger, entries } = loggedBy();
    const options = { mail: (mail: Mail) => mails.push(mail) };
    const { app, members } = appWith(options, { baseUrl: 'https://example.com', fastify: { logger } });
    const client = app.testClient();
    await client.post('/account/forgot', { form: { username: 'ada' } });
    await until(() => mails.length > 0);
    members.change(1, { isActive: 0 as never });
    const [link] = /\/account\/reset\S+/.exec(mails[0]!.text)!;
    expect((await client.post(link, { form: { newPassword: 'sesame open' } })).status).toBe(500);
    await client.post('/account/forgot', { form: { username: 'ada' } });
    await until(() => entries.length > 1);
    expect(entries.at(-1)!.err!.message).toContain('isActive of the user 1 is 0. Give it as a boolean');
    expect(mails).toHaveLength(1);
  });
});

describe('A provider that gives the password itself', () => {
  it('is told of once in the log, by its class and without what it gave', async () => {
    class PlainMembers extends Members {
      override passwordHash(): string {
        return ada.password;
      }
    }
    const lines: string[] = [];
    const logger = { level: 'warn', stream: { write: (line: string) => lines.push(line) } };
    const { app } = appWith({}, { members: new PlainMembers(), fastify: { logger } });
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    await client.post('/account/login', { form: ada });
    expect(lines).toEqual([
      expect.stringContaining('PlainMembers.passwordHash() gave something that is not a hash of hashPassword()'),
    ]);
    expect(lines[0]).not.toContain(ada.password);
  });
});
