import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  BeforeRequest,
  Controller,
  FromRequest,
  Get,
  Json,
  MemorySessionStore,
  Post,
  Redirect,
  Request,
  Session,
  TeardownRequest,
  abort,
  eventStream,
  redirect,
  sendFile,
} from 'phial';
import { z } from 'zod';

import { appOf } from '../support/app-of.js';
import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';
import { sessionApp } from '../support/session-app.js';
import { until } from '../support/until.js';

// What users of Flask ask for or complain about, and how Phial goes beyond. The rest of the list is held elsewhere: rows.ts.
describe("Of what Flask's users ask for,", () => {
  it('#3 async and SSE: events as they come, from an async generator', async () => {
    async function* ticks() {
      yield { event: 'tick', data: await Promise.resolve(1) };
    }
    const { headers, text } = await appOf(() => eventStream(ticks()))
      .testClient()
      .get('/');
    expect([headers['content-type'], text]).toEqual(['text/event-stream; charset=utf-8', 'event: tick\ndata: 1\n\n']);
  });

  it('#7 logout: with a store, a copied cookie opens nothing after destroy()', async () => {
    class Account {
      @Get('/')
      name(session: Session) {
        return session.get('name', 'nobody');
      }

      @Post('/logout')
      logout(session: Session) {
        session.destroy();
        return '';
      }
    }
    const client = sessionApp([Account], { session: { store: new MemorySessionStore() } }).testClient();
    await client.session((session) => session.set('name', 'Ada'));
    const copy = client.cookies.get('session')!;
    await client.post('/logout');
    client.cookies.set('session', copy);
    expect((await client.get('/')).text).toBe('nobody');
  });

  it('#8 cookie defaults: Secure over https', async () => {
    const app = appOf(({ session }) => session.set('a', 1) && '', { fastify: { trustProxy: true } });
    const { headers } = await app.testClient().get('/', { headers: { 'x-forwarded-proto': 'https' } });
    expect(headers['set-cookie']).toContain('Secure');
  });

  it('#10 caches: Vary: Cookie with has() alone, and private with a session cookie', async () => {
    const reading = await appOf(({ session }) => [session.has('a')])
      .testClient()
      .get('/');
    const writing = await appOf(({ session }) => session.set('a', 1) && '')
      .testClient()
      .get('/');
    expect([reading.headers['vary'], writing.headers['cache-control']]).toEqual(['Cookie', 'private']);
  });

  it.each([
    ['application/json', 'application/problem+json; charset=utf-8'],
    ['text/html', 'text/html; charset=utf-8'],
  ])('#11 errors for API clients: by what they accept, %s', async (accept, type) => {
    const { headers } = await appOf(() => abort(418))
      .testClient()
      .get('/', { headers: { accept } });
    expect(headers['content-type']).toBe(type);
  });

  it('#12 duplicate routes: refused at the start, naming both handlers', () => {
    class Pages {
      @Get('/:id')
      show(id: number) {
        return id;
      }

      @Get('/:name')
      find(name: string) {
        return name;
      }
    }
    expect(findingsOf({ controllers: [Pages] })[0]).toMatch(/Pages\.find[^]*Pages\.show/);
  });

  class NewNote extends Json(z.object({ text: z.string().min(1) })) {}

  class Notes {
    @Post('/notes')
    create(note: NewNote) {
      return { text: note.text };
    }
  }

  it('#13 typed url_for: a method that is not there does not compile', () => {
    const app = quietApp([Notes]);
    expect(app.urlFor(Notes, 'create')).toBe('/notes');
    // @ts-expect-error There is no such method.
    expect(() => app.urlFor(Notes, 'crate')).toThrow("'notes.create'");
  });

  it('#14 validation: a class of a schema, and 422 that names the field', async () => {
    const { status, text } = await quietApp([Notes])
      .testClient()
      .post('/notes', { json: { text: '' } });
    expect([status, text.includes('text')]).toEqual([422, true]);
  });

  it('#14 OpenAPI: the document says what the methods say', async () => {
    const app = quietApp([Notes], { openapi: { info: { title: 'Notes', version: '1' } } });
    const { paths } = (await app.testClient().get('/openapi.json')).json<{ paths: Record<string, unknown> }>();
    expect(Object.keys(paths)).toEqual(['/notes']);
  });

  describe('#18 static files:', () => {
    let root: string;

    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'phial-flask-'));
      mkdirSync(join(root, 'static'));
      for (const name of ['static/a.css', 'index.html']) writeFileSync(join(root, name), name);
    });

    afterAll(() => rmSync(root, { recursive: true }));

    it('a URL with the hash of its file is cached for good', async () => {
      const app = quietApp([], { root });
      const { headers } = await app.testClient().get(app.urlFor('static', { filename: 'a.css' }));
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    });

    it('hooks do not run', async () => {
      class Hooks {
        @BeforeRequest({ scope: 'app' })
        refuse() {
          return abort(403);
        }
      }
      const client = quietApp([Hooks], { root }).testClient();
      expect([(await client.get('/static/a.css')).status, (await client.get('/other')).status]).toEqual([200, 403]);
    });

    it('an app of one page is a route for the rest of the paths', async () => {
      class Pages {
        @Get('/*')
        index() {
          return sendFile('index.html');
        }
      }
      const client = quietApp([Pages], { root }).testClient();
      expect((await client.get('/some/view')).text).toBe('index.html');
      expect((await client.get('/static/a.css')).text).toBe('static/a.css');
    });
  });

  it('#22 teardown and streams: teardown runs when the stream has ended', async () => {
    const steps: string[] = [];
    class Pages {
      @Get('/')
      async *index() {
        yield await Promise.resolve('a');
        steps.push('streamed');
      }

      @TeardownRequest()
      teardown() {
        steps.push('teardown');
      }
    }
    await quietApp([Pages]).testClient().get('/');
    await until(() => steps.length === 2);
    expect(steps).toEqual(['streamed', 'teardown']);
  });

  it.each<[Record<string, string>, number]>([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{}, 200],
  ])('#23 CSRF: writes of other sites are refused, %j', async (headers, status) => {
    expect(
      (
        await appOf(() => '')
          .testClient()
          .post('/', { headers })
      ).status,
    ).toBe(status);
  });

  it.each(['//evil.example', '/\t/evil.example', '/\\evil.example', '/%09/evil.example', 'javascript:alert(1)'])(
    '#25 open redirects: Redirect.local() does not follow %j',
    async (next) => {
      const app = appOf(({ args }) => Redirect.local(args.get('next'), '/home'));
      expect((await app.testClient().get('/', { query: { next } })).location).toBe('/home');
    },
  );

  it('#26 a whole blueprint: a hook that declares who may enter', async () => {
    class Member {
      @FromRequest()
      static load(request: Request) {
        return request.args.has('member') ? new Member() : redirect('/login');
      }
    }
    class Hooks {
      @BeforeRequest({ scope: 'blueprint' })
      membersOnly(_member: Member) {}
    }
    @Controller('/deep')
    class Pages {
      @Get('/')
      index() {
        return 'inside';
      }
    }
    const inner = { name: 'inner', prefix: '/inner', controllers: [Pages] };
    const club = { name: 'club', prefix: '/club', controllers: [Hooks], blueprints: [inner] };
    const client = quietApp([], { blueprints: [club] }).testClient();
    expect((await client.get('/club/inner/deep/')).location).toBe('/login');
    expect((await client.get('/club/inner/deep/?member')).text).toBe('inside');
  });

  it('#27 testing sessions: flashes are read in a spec', async () => {
    const client = appOf(({ session }) => (session.flash('Saved.'), '')).testClient();
    await client.get('/');
    expect(await client.session((session) => session.flashes())).toEqual([{ category: 'message', message: 'Saved.' }]);
  });

  it('#28 CORS: a plugin that answers OPTIONS leaves 404 and 405 as they are', async () => {
    const app = quietApp([Notes]);
    app.fastify.options('/*', async (_request, reply) => reply.header('access-control-allow-origin', '*').send());
    const client = app.testClient();
    expect((await client.options('/notes')).headers['access-control-allow-origin']).toBe('*');
    expect([(await client.get('/nowhere')).status, (await client.get('/notes')).status]).toEqual([404, 405]);
  });
});
