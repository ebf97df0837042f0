import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileVersions } from '../../lib/files/versions.js';

const LARGE = 2 * 1024 * 1024;

describe('the versions of large files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phial-versions-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('become known also when one before them cannot be read', async () => {
    const [first, second] = ['first.bin', 'second.bin'].map((name) => join(folder, name)) as [string, string];
    for (const path of [first, second]) {
      writeFileSync(path, '');
      truncateSync(path, LARGE);
    }
    const versions = new FileVersions(folder);
    versions.of('first.bin');
    rmSync(first);
    // To open it fails as no file does.
    const server = createServer().listen(first);
    const stamp = versions.of('second.bin');
    while (versions.of('second.bin') === stamp) await new Promise((done) => setTimeout(done, 10));
    expect(versions.of('second.bin')).toHaveLength(16);
    await new Promise((done) => server.close(done));
  });
});
