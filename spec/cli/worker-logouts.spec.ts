import { jest } from '@jest/globals';

import { PATIENCE, Project } from '../support/project.js';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis-server.js';

jest.setTimeout(PATIENCE);

const APP = `
import KeyvRedis from '@keyv/redis';
import { Controller, createApp, FileSessionStore, Get, Post, Session } from 'phial';
import { Keyv } from 'keyv';

@Controller()
class Visits {
  @Get('/')
  show(session: Session) {
    return session.toObject();
  }

  @Post('/in')
  logIn(session: Session) {
    session.set('user', 'ada');
    return 'in';
  }

  @Post('/write')
  async write(session: Session) {
    session.set('at', Math.random());
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    return 'written';
  }

  @Post('/out')
  logOut(session: Session) {
    session.destroy();
    return 'out';
  }
}

const url = process.env.REDIS_URL;
const store = url === undefined ? new FileSessionStore({ folder: 'sessions' }) : new Keyv(new KeyvRedis(url));
export const app = createApp({ controllers: [Visits], secretKey: 'a secret key for the specs', session: { store } });
`;

/** Logs in, and out beside two writes that go to whichever worker is next. */
async function logOutBesideWrites(address: string): Promise<string> {
  const post = (path: string, cookie?: string): Promise<Response> =>
    fetch(address + path, {
      method: 'POST',
      headers: { connection: 'close', ...(cookie !== undefined && { cookie }) },
    });
  const cookie = (await post('/in')).headers.get('set-cookie')!.split(';')[0]!;
  await Promise.all([post('/write', cookie), post('/out', cookie), post('/write', cookie)]);
  return cookie;
}

/** How many of the sessions that were ended while workers were replaced are open afterwards. */
async function openAfterReplacing(env: Record<string, string>): Promise<{ ended: number; open: number }> {
  const project = new Project();
  project.install('.', 'keyv', '@keyv');
  project.write({ 'package.json': '{ "type": "module" }', 'app.ts': APP });
  const command = project.start(['run', '--port', '0', '--workers', '2'], { env });
  const address = await command.address();
  await command.says('2 workers of process');
  const cookies = [await logOutBesideWrites(address)];
  command.child.kill('SIGHUP');
  let isReplaced = false;
  const replaced = command.says('all workers are replaced').then(() => (isReplaced = true));
  while (!isReplaced) cookies.push(await logOutBesideWrites(address));
  await replaced;
  let open = 0;
  for (const cookie of cookies) if ((await (await fetch(address, { headers: { cookie } })).text()) !== '{}') open++;
  return { ended: cookies.length, open };
}

describe('a session that one worker ends', () => {
  it('stays ended in the others, also while they are replaced', async () => {
    const { ended, open } = await openAfterReplacing({});
    expect(ended).toBeGreaterThan(5);
    expect(open).toBe(0);
  });
});

describeWithRedis('a session in Redis that one worker ends', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.kill());

  it('stays ended in the others, also while they are replaced', async () => {
    const { ended, open } = await openAfterReplacing({ REDIS_URL: redis.url });
    expect(ended).toBeGreaterThan(5);
    expect(open).toBe(0);
  });
});
