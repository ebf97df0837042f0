import { configFromEnv, createApp, type AppOptions } from 'phial';
import { z } from 'zod';

import { appOf } from '../support/app-of.js';

describe("Of Flask's config,", () => {
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('FLASKY_')) delete process.env[name];
  });

  function read(variables: Record<string, string>): unknown {
    Object.assign(process.env, variables);
    return configFromEnv('FLASKY');
  }

  it('Loading: an object, which every request has', async () => {
    const app = appOf((request) => request.app.config, { config: { title: 'Notes' } as never });
    expect((await app.testClient().get('/')).json()).toEqual({ title: 'Notes' });
  });

  // DESIGN §2: configFromEnv() in place of from_prefixed_env(). A file is what import or JSON.parse() gives.
  it('Loading: from the environment, values read as JSON, and __ nests', () => {
    expect(read({ FLASKY_PAGE_SIZE: '20', FLASKY_TITLE: 'Notes', FLASKY_MAIL__PORT: '25' })).toEqual({
      pageSize: 20,
      title: 'Notes',
      mail: { port: 25 },
    });
  });

  it('Loading: what is missing is an error that names it', () => {
    const schema = z.object({ title: z.string(), size: z.number() });
    expect(() => configFromEnv('FLASKY', schema)).toThrow(/FLASKY_TITLE[^]*FLASKY_SIZE/);
  });

  it.each<[string, AppOptions]>([
    ['DEBUG', { debug: true }],
    ['SECRET_KEY, SECRET_KEY_FALLBACKS', { secretKey: ['a newer secret key', 'an older secret key'] }],
    ['PERMANENT_SESSION_LIFETIME', { session: { lifetime: 3600 } }],
    ['SESSION_COOKIE_NAME', { session: { cookieName: 'mine' } }],
    ['SESSION_COOKIE_DOMAIN, _PATH', { session: { domain: 'example.com', path: '/a' } }],
    ['SESSION_COOKIE_HTTPONLY, _SECURE', { session: { httpOnly: false, secure: true } }],
    ['SESSION_COOKIE_SAMESITE, _PARTITIONED', { session: { sameSite: 'none', partitioned: true } }],
    ['TRUSTED_HOSTS', { trustedHosts: ['example.com'] }],
    ['SERVER_NAME, PREFERRED_URL_SCHEME', { baseUrl: 'https://example.com' }],
    ['APPLICATION_ROOT', { basePath: '/blog' }],
    ['MAX_CONTENT_LENGTH', { limits: { body: 1000, multipart: 1000 } }],
    ['MAX_FORM_MEMORY_SIZE, MAX_FORM_PARTS', { limits: { field: 1000, parts: 10 } }],
    ['SEND_FILE_MAX_AGE_DEFAULT', { static: { maxAge: 60 } }],
  ])('Keys: %s is an option of createApp()', (_key, options) => {
    expect(() => createApp({ ...options, fastify: { logger: false } })).not.toThrow();
  });

  it('Keys: an option that does not exist is named with the nearest', () => {
    expect(() => createApp({ trustedHost: [] } as never)).toThrow("'trustedHosts'");
  });
});
