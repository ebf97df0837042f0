import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { createApp, ErrorHandler, Get, render, Request, type Blueprint } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { loggedBy } from '../support/log-of.js';

const folder = mkdtempSync(join(tmpdir(), 'phial-blueprints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

write('package/static/style.css', "the package's");
write('package/static/only.css', "the package's alone");
write('package/static/.secret', 'secret');
write('admin/static/style.css', "the admin's");
write('package/templates/login/page.hbs', "{{urlFor '.static' filename='only.css'}}");
write('app/static/login/style.css', "the app's");
write('app/static/other.css', 'another');
symlinkSync(join(folder, 'package'), join(folder, 'linked'));

const login: Blueprint = { name: 'login', static: join(folder, 'package/static') };
const admin: Blueprint = { name: 'admin', static: join(folder, 'admin/static') };

function clientOf(blueprints: Blueprint[], root = join(folder, 'app'), more = {}) {
  const app = createApp({ blueprints, root, fastify: { logger: false }, ...more });
  return { app, client: app.testClient() };
}

describe('The static files of a blueprint', () => {
  it('are served below its name, with a version in their URL', async () => {
    const { app, client } = clientOf([login]);
    const url = app.urlFor('login.static', { filename: 'only.css' });
    expect(url).toMatch(/^\/static\/login\/only\.css\?v=\w+$/);
    const { status, text, headers } = await client.get(url);
    expect([status, text]).toEqual([200, "the package's alone"]);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it("need a filename, by that name, as the app's do", () => {
    const { app } = clientOf([login]);
    expect(() => app.urlFor('login.static', {})).toThrow("urlFor('login.static') needs a value for 'filename'");
    expect(() => app.urlFor('login.static', { filename: '../a' })).toThrow("was given '../a' for 'filename'");
  });

  it('share their endpoint with no method', () => {
    class Login {
      @Get('/login/:name')
      static(name: string) {
        return name;
      }
    }
    expect(findingsOf({ blueprints: [login], controllers: [Login] })).toEqual([
      "Login.static: its endpoint 'login.static' is that of the static files of the blueprint login. Rename the method, or give its controller another name: @Controller('/prefix', { name: '...' }).",
    ]);
    expect(findingsOf({ blueprints: [{ ...login, controllers: [Login] }] })).toEqual([]);
    expect(findingsOf({ blueprints: [{ name: 'login' }], controllers: [Login] })).toEqual([]);
  });

  it("give way to the app's files of the same path, and so do their versions", async () => {
    const { app, client } = clientOf([login]);
    expect((await client.get('/static/login/style.css')).text).toBe("the app's");
    const own = app.urlFor('login.static', { filename: 'style.css' });
    const without = clientOf([login], folder).app.urlFor('login.static', { filename: 'style.css' });
    expect(own).not.toBe(without);
    expect((await client.get(own)).headers['cache-control']).toContain('immutable');
    expect((await client.get(without)).headers['cache-control']).toBe('no-cache');
    expect((await client.get('/static/other.css')).text).toBe('another');
  });

  it('are there without a static folder of the app, and with static: false', async () => {
    expect((await clientOf([login], folder).client.get('/static/login/style.css')).text).toBe("the package's");
    const { client } = clientOf([login], join(folder, 'app'), { static: false });
    expect((await client.get('/static/login/style.css')).text).toBe("the package's");
    expect((await client.get('/static/other.css')).status).toBe(404);
  });

  it('of one in another have the path of both', async () => {
    const { app, client } = clientOf([{ name: 'shop', blueprints: [admin] }]);
    expect(app.urlFor('shop.admin.static', { filename: 'style.css' })).toMatch(
      /^\/static\/shop\/admin\/style\.css\?v=/,
    );
    expect((await client.get('/static/shop/admin/style.css')).text).toBe("the admin's");
  });

  it('may lie in a folder that is a link, outside of root', async () => {
    const { client } = clientOf([{ name: 'login', static: join(folder, 'linked/static') }], folder);
    expect((await client.get('/static/login/style.css')).text).toBe("the package's");
  });

  it.each(['.secret', '../package.json', 'nothing.css', '%2e%2e/static/style.css'])(
    'do not include %s',
    async (name) => {
      expect((await clientOf([login]).client.get(`/static/login/${name}`)).status).toBe(404);
    },
  );
});

describe("'.static' in urlFor()", () => {
  class Pages {
    @Get('/page')
    page() {
      return render('login/page');
    }

    @Get('/file')
    file(request: Request) {
      return request.urlFor('.static', { filename: 'style.css' });
    }

    @ErrorHandler(404, { scope: 'blueprint' })
    notFound(request: Request) {
      return request.urlFor('.static', { filename: 'only.css' });
    }
  }

  const konto: Blueprint = {
    ...login,
    name: 'konto',
    prefix: '/konto',
    controllers: [Pages],
    templates: join(folder, 'package/templates'),
  };

  it("is a file of the request's blueprint, whatever that is called, also in templates and below its prefix", async () => {
    const { client } = clientOf([konto]);
    expect((await client.get('/konto/page')).text).toMatch(/^\/static\/konto\/only\.css\?v&#x3D;\w+$/);
    expect((await client.get('/konto/file')).text).toMatch(/^\/static\/konto\/style\.css\?v=\w+$/);
    expect((await client.get('/konto/nowhere')).text).toMatch(/^\/static\/konto\/only\.css\?v=\w+$/);
  });

  it("is the blueprint's own where one around it has some, too", async () => {
    class Pages {
      @Get('/page')
      page(request: Request) {
        return request.urlFor('.static', { filename: 'style.css' });
      }
    }
    const { client } = clientOf([{ ...login, blueprints: [{ ...admin, controllers: [Pages] }] }]);
    expect((await client.get('/page')).text).toMatch(/^\/static\/login\/admin\/style\.css/);
  });

  it('is one of the blueprint around, or of the app, where a blueprint has none', async () => {
    const inner: Blueprint = { name: 'inner', controllers: [Pages] };
    const { client } = clientOf([{ ...konto, controllers: [], blueprints: [inner] }]);
    expect((await client.get('/konto/file')).text).toMatch(/^\/static\/konto\/style\.css/);
    expect((await clientOf([inner]).client.get('/file')).text).toBe('/static/style.css');
    class Outside {
      @Get('/file')
      file(request: Request) {
        return request.urlFor('.static', { filename: 'style.css' });
      }
    }
    const { client: without } = clientOf([konto], join(folder, 'app'), { controllers: [Outside] });
    expect((await without.get('/file')).text).toBe('/static/style.css');
  });

  it("stays this controller's method where it has one of that name", async () => {
    class Own {
      @Get('/files/:filename')
      static(filename: string) {
        return filename;
      }

      @Get('/file')
      file(request: Request) {
        return request.urlFor('.static', { filename: 'style.css' });
      }
    }
    const { client } = clientOf([{ ...konto, controllers: [Own] }]);
    expect((await client.get('/konto/file')).text).toBe('/konto/files/style.css');
  });

  it('says so where nobody around has static files, and outside of requests', async () => {
    const { app } = clientOf([{ name: 'inner', controllers: [Pages] }], folder);
    await expect(app.testClient({ throwErrors: true }).get('/file')).rejects.toThrow(
      "urlFor('.static'): the blueprint inner and the app have no folder of static files. Name one: static: join(import.meta.dirname, 'static').",
    );
    expect(() => app.urlFor('.static', { filename: 'only.css' })).toThrow(
      "urlFor('.static') names static files of this blueprint, and no blueprint is at work here. Write the whole name of an endpoint: phial routes lists all.",
    );
  });

  it('is a name that the doctor knows', async () => {
    const { logger, entries } = loggedBy();
    await createApp({ blueprints: [konto], root: join(folder, 'app'), fastify: { logger } }).ready();
    expect(entries.map(({ msg }) => msg)).toEqual([]);
  });
});
