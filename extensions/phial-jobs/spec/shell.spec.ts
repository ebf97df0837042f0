import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createApp } from 'phial';
import { Job, Jobs, jobs } from 'phial-jobs';

import { PATIENCE, Project } from '../../../spec/support/project.js';
import { describeWithRedis, startRedis, type RedisServer } from '../../../spec/support/redis-server.js';

const APP = `
import { appendFileSync, existsSync } from 'node:fs';
import { createApp } from 'phial';
import { Job, jobs } from 'phial-jobs';

class Mails {
  @Job('mail')
  async send(name: string) {
    appendFileSync('story', 'begun ' + name + '\\n');
    while (!existsSync('gate')) await new Promise((resolve) => setTimeout(resolve, 20));
    appendFileSync('story', 'done ' + name + '\\n');
  }
}

export const app = createApp({ services: [new Mails()], blueprints: [jobs({ redis: process.env.REDIS_URL })] });
await app.run();
`;

/** Says which CommonJS packages were loaded: ioredis is one. */
const LOADED = `
import { createRequire } from 'node:module';
import { app } from './plain.ts';

await app.ready();
const { cache } = createRequire(import.meta.url);
console.log('loaded', Object.keys(cache).some((path) => path.includes('/node_modules/ioredis/')));
await app.close();
`;

const PLAIN = `
import { createApp } from 'phial';
import { Job, Jobs, jobs } from 'phial-jobs';

class Mails {
  @Job('mail', { every: '1d' })
  news() {}
}

export const app = createApp({ services: [new Mails()], blueprints: [jobs({ redis: process.env.REDIS_URL })] });
`;

const MISTAKEN = `
import { createApp } from 'phial';
import { jobs } from 'phial-jobs';

export const app = createApp({ blueprints: [jobs({ concurency: 3, path: 'jobs' })] });
await app.run();
`;

const project = new Project();
project.install('.', 'phial-jobs');
project.write({
  'package.json': '{ "type": "module" }',
  'app.ts': APP,
  'plain.ts': PLAIN,
  'loaded.ts': LOADED,
  'mistaken.ts': MISTAKEN,
});

/** As `jobs.add()` finds it. */
class Mails {
  @Job('mail')
  async send(_name: string) {
    // The workers have their own.
  }
}

describeWithRedis('phial jobs:work', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });

  afterAll(() => redis.kill());

  const story = () => readFileSync(join(project.folder, 'story'), 'utf8').split('\n').filter(Boolean);

  it(
    'works so many jobs at once, and finishes them at SIGTERM',
    async () => {
      writeFileSync(join(project.folder, 'story'), '');
      const blueprints = [jobs({ redis: redis.url })];
      const app = createApp({ services: [new Mails()], blueprints, fastify: { logger: false } });
      await app.ready();
      const queue = app.service(Jobs);
      for (const name of ['a', 'b', 'c']) await queue.add(Mails, 'send', name);
      const worker = project.start(['jobs:work', '--concurrency', '2'], { env: { REDIS_URL: redis.url } });
      await worker.says('Working mail, 2 jobs of each at once');
      while (story().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await queue.counts()).toEqual([{ queue: 'mail', waiting: 1, running: 2, delayed: 0, failed: 0 }]);
      worker.child.kill('SIGTERM');
      await worker.says('SIGTERM: finishing the jobs that run');
      project.write({ gate: '' });
      expect(await worker.ended).toBe(0);
      expect(story().sort()).toEqual(['begun a', 'begun b', 'done a', 'done b']);
      expect(await queue.counts()).toEqual([{ queue: 'mail', waiting: 1, running: 0, delayed: 0, failed: 0 }]);
      await app.close();
    },
    PATIENCE,
  );

  it(
    'and its packages are loaded for a Redis alone',
    async () => {
      const program = ['--import', 'phial/register'];
      const without = project.start(['loaded.ts'], { program });
      expect(await without.ended).toBe(0);
      expect(without.stdout).toContain('loaded false');
      const withRedis = project.start(['loaded.ts'], { program, env: { REDIS_URL: redis.url } });
      expect(await withRedis.ended).toBe(0);
      expect(withRedis.stdout).toContain('loaded true');
    },
    PATIENCE,
  );
});

describe('Wrong options of jobs()', () => {
  it(
    'are listed by phial run, without a stack',
    async () => {
      const { code, stderr } = await project.phial(['run', 'mistaken.ts', '--port', '0']);
      expect(code).toBe(1);
      expect(stderr).toContain("1. jobs(): it has no option 'concurency'");
      expect(stderr).toContain("2. jobs(): it was given 'jobs' as path");
      expect(stderr).not.toMatch(/^ +at /m);
    },
    PATIENCE,
  );
});
