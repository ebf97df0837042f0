import { addressIn } from '../../lib/config/address.js';

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
