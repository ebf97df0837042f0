import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { Controller, createApp, Get, SetupError } from 'phial';
import { quietApp } from '../support/quiet-app.js';

const openapi = { info: { title: 'Notes & <b>more</b>', version: '1.0.0' } };

@Controller()
class Notes {
  @Get('/')
  index() {
    return [];
  }
}

describe('the page at /docs', () => {
  const client = createApp({ controllers: [Notes], openapi }).testClient();

  it.each(['/docs', '/docs/'])('is at %s, with the title of the API', async (path) => {
    const { status, headers, text } = await client.get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(text).toContain('<title>Notes &amp; &lt;b&gt;more&lt;/b&gt;</title>');
  });

  it('has no bar of Fastify on top', async () => {
    expect((await client.get('/docs/static/swagger-initializer.js')).text).toMatch(
      /config = \{"layout":"BaseLayout","persistAuthorization":true,"validatorUrl":null\}/,
    );
  });

  it('loads nothing from elsewhere', async () => {
    const { headers, text } = await client.get('/docs');
    expect(headers['content-security-policy']).toMatch(/^default-src 'self';/);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('has its scripts and styles beside it', async () => {
    const { text } = await client.get('/docs/');
    const links = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, link]) => new URL(link!, 'http://localhost/docs/').pathname,
    );
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) expect([link, (await client.get(link)).status]).toEqual([link, 200]);
  });

  it('shows the document that is at /openapi.json', async () => {
    const document = (await client.get('/openapi.json')).json();
    expect(document.info).toEqual(openapi.info);
    expect((await client.get('/docs/json')).json()).toEqual(document);
  });
});

describe('the page', () => {
  @Controller('/api')
  class Users {
    @Get('/')
    index() {
      return [];
    }
  }

  it('may be at the root, with its scripts beside it', async () => {
    const client = createApp({ controllers: [Users], openapi: { ...openapi, path: '/' } }).testClient();
    const statuses = ['/', '/static/swagger-initializer.js', '/api/', '/documentation'].map(
      async (path) => (await client.get(path)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 404]);
  });

  it.each(['/docs', '/'])('redirects below the base path: %s', async (path) => {
    const app = createApp({ controllers: [Users], basePath: '/blog', openapi: { ...openapi, path } });
    const below = `/blog${path}`.replace(/\/$/, '');
    expect((await app.testClient().get(`${below}/static/index.html`)).headers.location).toBe(`${below}/`);
  });
});

describe('/openapi.json', () => {
  const client = createApp({ controllers: [Notes], openapi }).testClient();

  it('is JSON', async () => {
    expect((await client.get('/openapi.json')).headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('does not describe itself, nor the page', async () => {
    expect(Object.keys((await client.get('/openapi.json')).json().paths)).toEqual(['/']);
  });

  it('is for no untrusted host', async () => {
    const strict = quietApp([Notes], { openapi, trustedHosts: ['example.com'] }).testClient();
    expect((await strict.get('/openapi.json')).status).toBe(400);
    expect((await strict.get('/openapi.json', { headers: { host: 'example.com' } })).status).toBe(200);
  });
});

describe('a route at the place of the documentation', () => {
  @Controller()
  class Documents {
    @Get('/docs')
    index() {
      return '';
    }
  }

  it('is a mistake that is named', async () => {
    const app = quietApp([Documents], { openapi });
    await expect(app.ready()).rejects.toThrow(SetupError);
    await expect(quietApp([Documents], { openapi }).ready()).rejects.toThrow(
      "Documents.index: GET /docs is served already, by a plugin, the static files or the API's documentation",
    );
  });

  it('is served where there is no documentation', async () => {
    expect(
      (
        await createApp({ controllers: [Documents] })
          .testClient()
          .get('/docs')
      ).status,
    ).toBe(200);
  });
});

describe('without the option', () => {
  it('there is neither document nor page', async () => {
    const client = quietApp([Notes]).testClient();
    for (const path of ['/docs', '/docs/', '/docs/json', '/openapi.json'])
      expect((await client.get(path)).status).toBe(404);
  });

  it.each([
    [false, []],
    [true, ['@fastify/swagger', '@fastify/swagger-ui']],
  ])('nothing of it is loaded (%s)', async (isOn, expected) => {
    // In a process of its own, whose modules are this app's alone.
    const program = `
      import { createRequire } from 'node:module';
      import { createApp } from './lib/index.ts';
      await createApp({ fastify: { logger: false }, ${isOn ? `openapi: ${JSON.stringify(openapi)}` : ''} }).ready();
      const files = Object.keys(createRequire(import.meta.url).cache);
      const names = files.map((file) => /.*node_modules\\/(@fastify\\/swagger(?:-ui)?)\\//.exec(file)?.[1]).filter(Boolean);
      console.log(JSON.stringify([...new Set(names)].sort()));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      '@oxc-node/core/register',
      '--input-type=module',
      '--eval',
      program,
    ]);
    expect(JSON.parse(stdout)).toEqual(expected);
  });
});
