import { hashPassword, verifyPassword } from '../passwords.js';

describe('a password', () => {
  it('is verified by its hash', async () => {
    expect(await verifyPassword('correct horse', await hashPassword('correct horse'))).toBe(true);
  });

  it('is not verified by the hash of another', async () => {
    expect(await verifyPassword('correct horse', await hashPassword('battery staple'))).toBe(false);
  });

  it('is not verified without a hash', async () => {
    expect(await verifyPassword('correct horse', undefined)).toBe(false);
  });

  it('has another hash each time', async () => {
    expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
  });

  it('is verified with the parameters of its hash', async () => {
    const hash = 'scrypt$1024$8$1$salt$' + 'A'.repeat(43);
    expect(await verifyPassword('correct horse', hash)).toBe(false);
  });
});
