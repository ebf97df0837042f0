import { get } from 'node:http';

import { StandIn } from '../../lib/cli/stand-in.js';

const PORT = 42_317;

describe('The page of an app that does not start', () => {
  const standIn = new StandIn();

  beforeAll(async () => {
    await standIn.listen({ host: '127.0.0.1', port: PORT }, Promise.resolve());
    standIn.fail('no such table: users');
  });

  afterAll(() => standIn.end());

  function ask(headers: Record<string, string>, path = '/'): Promise<[number | undefined, string]> {
    return new Promise((resolve, reject) => {
      get({ port: PORT, host: '127.0.0.1', path, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve([response.statusCode, text]));
      }).on('error', reject);
    });
  }

  it('says why on this machine', async () => {
    expect(await ask({ host: `localhost:${PORT}` })).toEqual([503, expect.stringContaining('no such table')]);
  });

  it.each<[string, Record<string, string>]>([
    ['a host that leads here', { host: 'evil.example' }],
    ['the host of another server', { host: 'localhost' }],
    ['a client behind a proxy', { host: `localhost:${PORT}`, 'x-forwarded-for': '192.0.2.1' }],
  ])('keeps it from %s', async (_who, headers) => {
    expect(await ask(headers)).toEqual([503, 'The app does not start. The terminal that runs it says why.\n']);
  });

  it('has no events for others', async () => {
    expect(await ask({ host: 'evil.example' }, '/__phial/live')).toEqual([503, expect.stringContaining('terminal')]);
  });
});
