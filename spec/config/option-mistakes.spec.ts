import { findingsOf } from '../support/findings-of.js';

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
    [{ config: { database: undefined, page: null, size: 0 } }, "config: its 'database' is undefined."],
    [{ config: { database: { url: undefined, pool: { size: 5 } } } }, "config: its 'database.url' is undefined."],
    [{ config: { port: Number('none') } }, "config: its 'port' is NaN."],
    [{ fastify: { trustProxy: 1 } }, 'fastify: its trustProxy is 1, and Fastify trusts nobody for a number.'],
  ])('says what was meant by it: %j', (options, message) => {
    expect(findingsOf(options as never)).toEqual([expect.stringContaining(message)]);
  });

  it('may hold itself', () => {
    const config: Record<string, unknown> = { size: 1 };
    config['all'] = config;
    expect(findingsOf({ config } as never)).toEqual([]);
  });

  it.each([{ fastify: { trustProxy: '127.0.0.1' } }, { config: { page: null } }])('may be %j', (options) => {
    expect(findingsOf(options as never)).toEqual([]);
  });
});
