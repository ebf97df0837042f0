import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keptSecretKey } from '../secret-key.js';

const folder = await mkdtemp(join(tmpdir(), 'blog-'));
afterAll(() => rm(folder, { recursive: true }));

describe('the kept secret key', () => {
  it('is made once', () => {
    const key = keptSecretKey(join(folder, 'once'));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(keptSecretKey(join(folder, 'once'))).toBe(key);
  });

  it('is for nobody but its owner to read', async () => {
    const file = join(folder, 'private', 'key');
    keptSecretKey(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is the one that lies there already', async () => {
    await writeFile(join(folder, 'there'), 'written by somebody else');
    expect(keptSecretKey(join(folder, 'there'))).toBe('written by somebody else');
  });

  it('leaves nothing else in the folder', async () => {
    keptSecretKey(join(folder, 'alone', 'key'));
    expect(await readdir(join(folder, 'alone'))).toEqual(['key']);
    expect(await readFile(join(folder, 'alone', 'key'), 'utf8')).toHaveLength(64);
  });
});
