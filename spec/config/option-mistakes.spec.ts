import { findingsOf } from '../support/findings-of.js';

const middleware = (req: unknown, res: unknown, next: () => void): void => next();

describe('An option', () => {
  it.each([
    [
      { port: 3000 },
      "createApp(): it was given 'port', which is no option. Write app.run({ port: 3000 }), or set PHIAL_PORT.",
    ],
    [
      { host: 'a' },
      "createApp(): it was given 'host', which is no option. Write app.run({ host: '0.0.0.0' }), or set PHIAL_HOST.",
    ],
    [{ cors: true }, 'Install @fastify/cors, and write plugins: [[cors,'],
    [{ static_folder: 'public' }, "it was given 'static_folder', which is no option. Write static: 'public'."],
    [{ openapi: true }, "openapi: it is true. Write openapi: { info: { title: 'Notes', version: '1.0.0' } }."],
    [{ session: { maxAge: 1000 } }, "it was given 'maxAge', which is no option. Write lifetime: 3600, in seconds."],
    [{ fastify: { logger: 'debug' } }, "its logger is 'debug', which sets no level. Write fastify: { logger: {"],
    [{ plugins: [middleware] }, "plugins[0]: it takes a request and a response, as Express's middleware does"],
    [{ controllers: [{ name: 'a', controllers: [] }] }, 'Write createApp({ blueprints: [shop()] })'],
    [{ config: { database: undefined, page: null, size: 0 } }, "config: its 'database' is undefined."],
    [{ config: { database: { url: undefined, pool: { size: 5 } } } }, "config: its 'database.url' is undefined."],
    [{ config: { port: Number('none') } }, "config: its 'port' is NaN."],
    [{ config: { origins: ['a', undefined] } }, "config: its 'origins.1' is undefined."],
    [{ config: { db: Promise.resolve() } }, "config: its 'db' is a promise. Await it: write db: await load()."],
    [{ config: { all: [{ db: Promise.resolve() }] } }, "its 'all.0.db' is a promise. Await it: write db: await"],
    [{ config: Promise.resolve({}) }, 'config: it is a promise. Await it: write config: await load().'],
    [{ session: Promise.resolve({}) }, 'session: it is a promise. Await it: write session: await load().'],
    [{ limits: Promise.resolve({}) }, 'limits: it is a promise. Await it'],
    [{ fastify: Promise.resolve({}) }, 'fastify: it is a promise. Await it'],
    [{ static: Promise.resolve({}) }, 'static: it is a promise. Await it'],
    [{ templates: Promise.resolve({}) }, 'templates: it is a promise. Await it'],
    [{ templates: { globals: Promise.resolve({}) } }, 'templates.globals: it is a promise. Await it'],
    [{ templates: { helpers: { eq: 1 } } }, "templates.helpers: its 'eq' is 1. A helper is a function."],
    [{ templates: { helpers: null } }, 'templates.helpers: it is null. Write an object of functions'],
    [{ templates: { helpers: Promise.resolve({}) } }, 'templates.helpers: it is a promise. Write an object'],
    [{ static: { urlPath: '/<int:id>' } }, "It must be a fixed path, such as '/static'."],
    [{ static: { urlPath: 'x' } }, "static: its urlPath is 'x'. It must be a fixed path, such as '/static'."],
    [{ static: { urlPath: '/:x' } }, "static: its urlPath is '/:x'."],
    [{ static: { urlPath: 5 } }, 'static: its urlPath is 5.'],
    [{ static: { maxAge: -1 } }, 'static: its maxAge is -1. It must be a number of seconds, 0 or more.'],
    [{ static: { maxAge: '60' } }, "static: its maxAge is '60'."],
    [{ config: new Map() }, 'config: it is a Map. It must be an object.'],
    [{ fastify: { trustProxy: 'proxy' } }, "fastify: its trustProxy names 'proxy', which is no IP address."],
    [{ fastify: { trustProxy: ['::1', '10.0.0.0/33'] } }, "its trustProxy names '10.0.0.0/33'"],
    [{ fastify: { trustProxy: 1 } }, 'fastify: its trustProxy is 1, and Fastify trusts nobody for a number.'],
  ])('says what was meant by it: %j', (options, message) => {
    expect(findingsOf(options as never)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['trustedHosts', 'http://a.example'],
    ['trustedOrigins', 'a.example'],
  ])('does not hide what else is wrong in its list: %s', (name, entry) => {
    expect(findingsOf({ [name]: ['*', entry] })).toEqual([
      expect.stringContaining(`${name}: "*" is no`),
      expect.stringContaining(`${name}: "${entry}" is no`),
    ]);
  });

  it('may hold itself', () => {
    const config: Record<string, unknown> = { size: 1 };
    config['all'] = config;
    expect(findingsOf({ config } as never)).toEqual([]);
  });

  it.each([
    { fastify: { trustProxy: '127.0.0.1' } },
    { fastify: { trustProxy: 'loopback, 10.0.0.0/8' } },
    { fastify: { trustProxy: ['fe80::/10', '10.0.0.0/255.0.0.0'] } },
    { config: { page: null, origins: ['a'], at: new Date(0) } },
  ])('may be %j', (options) => {
    expect(findingsOf(options as never)).toEqual([]);
  });
});
