import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';
import { createClient } from '@keyv/redis';

import { describeWithRedis, startRedis } from '../../../spec/support/redis-server.js';
import { createBlog } from '../create-blog.js';
import { loggedIn } from './open-blog.js';

// Processes take their time to start.
jest.setTimeout(60_000);

describeWithRedis('the blog with REDIS_URL', () => {
  it('keeps its sessions in Redis, until a user logs out', async () => {
    const redis = await startRedis();
    const folder = mkdtempSync(join(tmpdir(), 'blog-'));
    process.env['REDIS_URL'] = redis.url;
    const app = createBlog({ database: join(folder, 'blog.sqlite'), secretKey: 'a secret of the specs' });
    const server = await createClient({ url: redis.url }).connect();
    // Beside them lie the marks of those that were ended.
    const sessions = async () => (await server.keys('*')).filter((key) => !key.endsWith('.destroyed'));
    try {
      await app.ready();
      const alice = await loggedIn(app, 'alice');
      expect((await alice.get('/')).text).toContain('alice');
      expect(await sessions()).toEqual([expect.stringMatching(/^blog:.*:[\w-]{43}$/)]);
      await alice.post('/auth/logout');
      expect(await sessions()).toEqual([]);
    } finally {
      delete process.env['REDIS_URL'];
      server.destroy();
      await app.close();
      await redis.kill();
      rmSync(folder, { recursive: true });
    }
  });
});
