import { verifyPassword } from 'phial';

describe('What is stored in the place of a hash', () => {
  it('is told of once, and not shown', async () => {
    const warnings: string[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
    try {
      expect(await verifyPassword('correct horse', 'correct horse')).toBe(false);
      expect(await verifyPassword('correct horse', '$2b$12$abcdefghijklmnopqrstuu')).toBe(false);
    } finally {
      process.emitWarning = emitWarning;
    }
    expect(warnings).toEqual([
      'verifyPassword() was given a hash that neither hashPassword() nor Werkzeug makes, and no password fits it. Store what await hashPassword(password) gives.',
    ]);
  });
});
