import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AfterRequest, Get, Response, sendFile } from 'phial';

import { quietApp } from '../support/quiet-app.js';

const root = mkdtempSync(join(tmpdir(), 'phial-replaced-'));
writeFileSync(join(root, 'big.txt'), 'hello '.repeat(20_000));
writeFileSync(join(root, 'small.txt'), 'hello');
afterAll(() => rmSync(root, { recursive: true, force: true }));

class Files {
  @Get('/:name')
  file(name: string) {
    return sendFile(name);
  }

  @AfterRequest()
  replace(response: Response) {
    response.body = 'short';
  }
}

describe('a body that a hook replaces', () => {
  it.each(['/big.txt', '/small.txt'])('leaves nothing of what was said of the file: %s', async (path) => {
    const client = quietApp([Files], { root }).testClient();
    for (const headers of [{}, { Range: 'bytes=0-1' }]) {
      const answer = await client.get(path, { headers });
      expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, 'short', '5']);
      for (const name of ['etag', 'last-modified', 'content-range', 'accept-ranges'])
        expect(answer.headers[name]).toBeUndefined();
    }
    expect((await client.head(path)).headers['content-length']).toBe('5');
  });
});
