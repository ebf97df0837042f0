import { addressIn, choicesOf } from '../../lib/config/address.js';

describe('the address that an app says it listens at', () => {
  it.each([
    ['http://127.0.0.1:5000', { host: '127.0.0.1', port: 5000 }],
    ['http://127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    ['https://0.0.0.0:443', { host: '0.0.0.0', port: 443 }],
    ['http://[::1]:443', { host: '::1', port: 443 }],
    ['unix:/run/app.sock', { path: '/run/app.sock' }],
  ])('is kept for the debug mode, a port that URLs leave away with it: %s', (url, address) => {
    expect(addressIn(url)).toEqual(address);
  });
});

describe('another address', () => {
  it.each([
    ['a program of its own', undefined, 'PHIAL_PORT or app.run({ port })'],
    ['phial run', { options: {} }, '--port'],
  ])('is typed where it wins over the default: %s', (_what, launch, port) => {
    expect(choicesOf({}, launch, {})).toMatchObject({ port });
  });

  it('is typed at the place that wins over others', () => {
    const environment = { PHIAL_PORT: '1' };
    expect(choicesOf({ port: 2 }, { options: { port: 3 } }, environment).port).toBe('--port');
    expect(choicesOf({ port: 2 }, { options: {} }, environment).port).toBe('app.run({ port })');
  });
});
