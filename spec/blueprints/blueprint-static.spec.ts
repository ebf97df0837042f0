import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { createApp, type Blueprint } from 'phial';

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
