import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp, Get, Route, type AppOptions } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

class Pages {
  @Get('/')
  index() {
    return 'the first page';
  }
}

describe('createApp()', () => {
  it('needs no option', () => {
    expect(createApp().routes).toEqual([]);
  });

  it('takes undefined for an option that is not given', async () => {
    const nothing = {
      root: undefined,
      templates: undefined,
      static: undefined,
      csrf: undefined,
      plugins: undefined,
      limits: undefined,
      debug: undefined,
      fastify: undefined,
      config: undefined,
    };
    const app = createApp({ controllers: [Pages], ...(nothing as AppOptions) });
    expect((await app.testClient().get('/')).status).toBe(200);
  });

  it('takes a controller that was made already', async () => {
    const client = quietApp([new Pages()]).testClient();
    expect((await client.get('/')).text).toBe('the first page');
  });

  it('leaves the options as they are', () => {
    const options = {
      controllers: [Pages],
      services: [],
      plugins: [],
      limits: { body: 10 },
      fastify: { logger: false, routerOptions: {} },
      static: false,
    } as const;
    const before = structuredClone({ ...options, controllers: [] });
    createApp(options);
    expect({ ...options, controllers: [] }).toEqual(before);
  });

  it('gives the settings of the user back as app.config', () => {
    const config = { database: 'notes.db' };
    expect(createApp({ config }).config).toBe(config);
  });

  it('has empty settings when none are given', () => {
    expect(createApp().config).toEqual({});
  });
});

describe('a mistake in the options', () => {
  it.each<[string, object, string]>([
    ['an option that is none', { controlers: [] }, "createApp(): it was given 'controlers', which is no option."],
    ['an option that is nearly one', { secretkey: 'x' }, "Did you mean 'secretKey'?"],
    [
      'an option of the templates that is none',
      { templates: { folders: 'x' } },
      "templates: it was given 'folders', which is no option. There are folder, helpers, globals. Did you mean 'folder'",
    ],
    [
      'an option of the static files that is none',
      { static: { maxage: 1 } },
      "static: it was given 'maxage', which is no option.",
    ],
    ['a limit that is none', { limits: { bodies: 1 } }, "limits: it was given 'bodies', which is no option."],
    [
      'an option of the session that is none',
      { session: { cookie: 'x' } },
      "session: it was given 'cookie', which is no option.",
    ],
    ['controllers that are no list', { controllers: Pages }, 'controllers: it is no list.'],
    ['services that are no list', { services: new Pages() }, 'services: it is no list.'],
    ['plugins that are no list', { plugins: () => {} }, 'It must be a list.'],
    [
      'a plugin that is none',
      { plugins: [{ default: () => {} }] },
      'plugins[0]: it is [Object], not a Fastify plugin. Write the plugin, which is a function, or a list of it and its options: [plugin, { ... }].',
    ],
    [
      'a plugin that is undefined',
      { plugins: [[undefined, {}]] },
      'plugins[0]: it is undefined, not a Fastify plugin.',
    ],
    ['text that should be true or false', { debug: 'false' }, "debug: it is 'false'. It must be true or false."],
    ['a number that should be true or false', { csrf: 0 }, 'csrf: it is 0. It must be true or false.'],
    ['null', { strictSlashes: null }, 'strictSlashes: it is null. It must be true or false.'],
    ['static files that are true', { static: true }, 'static: it is true. It must be text or an object or false.'],
    ['a root that is no text', { root: new URL('file:///srv') }, 'root: it is URL {}. It must be text.'],
    ['templates that are no folder', { templates: 5 }, 'templates: it is 5. It must be text or a list or an object.'],
    ['settings that are no object', { config: 'x' }, "config: it is 'x'. It must be an object."],
    ['options of Fastify that are none', { fastify: true }, 'fastify: it is true. It must be an object.'],
    [
      'a handler of Fastify that has no place here',
      { fastify: { frameworkErrors: () => {} } },
      "@ErrorHandler(400, { scope: 'app' })",
    ],
    [
      'a base URL without a scheme',
      { baseUrl: 'example.com' },
      'baseUrl: "example.com" is no URL to begin others with. Write \'https://example.com\'.',
    ],
    ['a base URL with a query', { baseUrl: 'https://example.com/?a=1' }, 'is no URL to begin others with'],
    ['a base URL with a password', { baseUrl: 'https://me:secret@example.com' }, 'is no URL to begin others with'],
    ['a base URL of another scheme', { baseUrl: 'javascript://example.com' }, 'is no URL to begin others with'],
    ['a base URL that does not parse', { baseUrl: 'https://exa mple.com' }, 'is no URL to begin others with'],
  ])('is found when it is %s', (_what, options, message) => {
    expect(findingsOf(options as AppOptions).join('\n')).toContain(message);
  });

  it.each<[string, unknown]>([
    ['a class', Pages],
    ['a list', [Pages]],
    ['null', null],
    ['text', 'app'],
  ])('is found when all options are %s', (_what, options) => {
    expect(() => createApp(options as AppOptions)).toThrow('Write createApp({ controllers: [Notes] }).');
  });

  it('is found with all others', () => {
    const options = { debug: 'no', csrf: 'no', controlers: [], baseUrl: 'x', plugins: [1], controllers: [{}] };
    expect(findingsOf(options as unknown as AppOptions)).toHaveLength(6);
  });
});

describe('a mistake in the options of a route', () => {
  it.each<[unknown, string]>([
    [
      { limit: {} },
      "Pages.index: it was given 'limit', which is no option. There are inject, limits, csrf, response, summary, tags, openapi, strictSlashes, config. Did you mean 'limits'?",
    ],
    [{ csrf: 'no' }, "Pages.index: its csrf is 'no'. It must be true or false."],
    [{ strictSlashes: 0 }, 'Pages.index: its strictSlashes is 0.'],
    [{ limits: { body: '1 MB' } }, 'limits of Pages.index: body is "1 MB"'],
    [5, 'Pages.index: the options of its route are 5.'],
  ])('is found: %j', (options, message) => {
    class Pages {
      @Route('/', ['GET'], options as object)
      index() {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Pages] }).join()).toContain(message);
  });
});

describe('a folder of an app', () => {
  const root = mkdtempSync(join(tmpdir(), 'phial-options-'));

  beforeAll(() => {
    mkdirSync(join(root, 'static'));
    mkdirSync(join(root, 'public'));
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'static/a.txt'), 'static');
    writeFileSync(join(root, 'public/a.txt'), 'public');
    writeFileSync(join(root, 'a-file'), '');
  });

  afterAll(() => rmSync(root, { recursive: true }));

  const get = async (options: AppOptions, path: string): Promise<string> => {
    const { status, text } = await quietApp([], options)
      .testClient()
      .get(path, { headers: { accept: 'application/json' } });
    return status === 200 ? text : String(status);
  };

  it('lies below root', async () => {
    expect(await get({ root }, '/static/a.txt')).toBe('static');
  });

  it('may have another name', async () => {
    expect(await get({ root, static: 'public' }, '/static/a.txt')).toBe('public');
  });

  it('may be an absolute path', async () => {
    expect(await get({ static: join(root, 'public') }, '/static/a.txt')).toBe('public');
  });

  it('may be served elsewhere', async () => {
    expect(await get({ root, static: { folder: 'public', urlPath: '/files' } }, '/files/a.txt')).toBe('public');
  });

  it('is not served when static is false', async () => {
    expect(await get({ root, static: false }, '/static/a.txt')).toBe('404');
  });

  it('need not be there unless it was named', async () => {
    expect(await get({ root: join(root, 'public') }, '/static/a.txt')).toBe('404');
  });

  it.each<[string, AppOptions]>([
    ['root', { root: join(root, 'missing') }],
    ['templates', { root, templates: 'missing' }],
    ['templates', { root, templates: { folder: 'missing' } }],
    ['static', { root, static: 'missing' }],
    ['static', { root, static: { folder: 'missing' } }],
  ])('that was named as %s has to be there', (who, options) => {
    const cure = 'Make it, or name another; a relative path begins at root, which is best import.meta.dirname.';
    expect(findingsOf(options)).toEqual([`${who}: there is no folder ${join(root, 'missing')}. ${cure}`]);
  });

  it('has to be a folder', () => {
    expect(findingsOf({ root, static: 'a-file' })).toHaveLength(1);
  });
});

describe('the secret key', () => {
  it.each<[unknown, string]>([
    ['short', 'a key of 5 characters can be guessed; it needs 16 or more'],
    [[`${'x'.repeat(16)}`, 'old'], 'a key of 3 characters can be guessed'],
    [123, 'a key is of the type number, and must be text'],
  ])('is not taken when it is %j', (secretKey, message) => {
    expect(findingsOf({ secretKey } as AppOptions).join()).toContain(message);
  });
});
