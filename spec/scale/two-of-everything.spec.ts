import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';

import { freePort } from '../support/free-port.js';
import { buildIfNeeded, PATIENCE } from '../support/project.js';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis-server.js';
import { Hall } from './support/hall.js';
import { Load, moment, Visitor } from './support/load.js';
import { describeWithNginx, startNginx, type Nginx } from './support/nginx.js';
import { AppProcess } from './support/process.js';

jest.setTimeout(PATIENCE);

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'phial-scale-')));
let redis: RedisServer;
let nginx: Nginx;
let one: AppProcess;
let two: AppProcess;

/** nginx in front of two processes of two workers, at a port and at a Unix socket, that share a Redis which keeps what it is told. */
async function startAll(): Promise<void> {
  buildIfNeeded();
  for (const name of ['redis', 'nginx']) mkdirSync(join(folder, name));
  redis = await startRedis(join(folder, 'redis'));
  const port = await freePort();
  const socket = join(folder, 'app.sock');
  one = new AppProcess(folder, ['--port', String(port)], redis.url);
  two = new AppProcess(folder, ['--socket', socket], redis.url);
  nginx = await startNginx(join(folder, 'nginx'), [`127.0.0.1:${port}`, `unix:${socket}`]);
  await Promise.all([one.start(), two.start()]);
}

async function stopAll(): Promise<void> {
  await Promise.all([one?.command?.kill(), two?.command?.kill(), nginx?.stop(), redis?.kill()]);
  rmSync(folder, { recursive: true, force: true });
}

describeWithRedis('Two processes with two workers each, behind nginx', () => {
  describeWithNginx('and under load', () => {
    beforeAll(startAll, PATIENCE);
    afterEach(async () => void (await Promise.all([Load.endAll(), Hall.leaveAll()])));
    afterAll(stopAll, PATIENCE);

    it('know who has logged in at the other', async () => {
      const ada = new Visitor('Ada', nginx.one);
      await ada.login(nginx.one);
      expect(await ada.seenAs(nginx.two)).toBe('Ada');
      await ada.logout(nginx.two);
      expect(await ada.seenAs(nginx.one)).toBe('');
    });

    it('fail no request, and lose no session and no message, while all workers are replaced', async () => {
      const [load, hall] = await Promise.all([Load.begin(nginx.all), Hall.open(nginx.all)]);
      await Promise.all([one.roll(), two.roll()]);
      await Promise.all([load.goesOn(), hall.goesOn()]);
      expect(await load.end()).toEqual([]);
      expect(await load.lost()).toEqual([]);
      // Each worker closes its sockets when it goes, and their clients come back.
      expect(hall.returns).toBeGreaterThanOrEqual(4);
      expect(await hall.end()).toEqual([]);
      expect(hall.failures).toBe(0);
    });

    it('fail no read, and lose no session, when one is killed and starts again', async () => {
      const [load, hall] = await Promise.all([Load.begin(nginx.all), Hall.open(nginx.all)]);
      await load.goesOn();
      await one.kill();
      await Promise.all([load.goesOn(), hall.goesOn()]);
      await one.start();
      await load.goesOn();
      // nginx asks the other, unless a write is on its way: it may have been done. That client hears of it.
      const failures = await load.end();
      expect(failures.filter((failure) => failure !== 'POST 502')).toEqual([]);
      expect(failures.length).toBeLessThanOrEqual(load.visitors.length);
      expect(await load.lost()).toEqual([]);
      expect(await hall.end()).toEqual([]);
    });

    it('answer 503 while Redis is away, and lose no session and no message that was said before or is said after', async () => {
      const [load, hall] = await Promise.all([Load.begin(nginx.all), Hall.open(nginx.all)]);
      await load.goesOn();
      await hall.silence();
      await redis.kill();
      while (load.visitors.some(({ failures }) => failures.length === 0)) await moment();
      await redis.start();
      await load.goesOn();
      await hall.speakAgain();
      await hall.goesOn();
      const failures = await load.end();
      expect(failures.filter((failure) => !failure.endsWith(' 503'))).toEqual([]);
      expect(await load.lost()).toEqual([]);
      expect(hall.returns).toBe(0);
      expect(await hall.end()).toEqual([]);
    });

    it('leave no session open that was ended while it was used', async () => {
      const load = await Load.begin(nginx.all, 4);
      const stillOpen: string[] = [];
      for (let index = 0; index < 10; index++) {
        const eve = new Visitor(`eve${index}`, nginx.all);
        await eve.login();
        stillOpen.push(...(await endedWhileUsed(eve)));
      }
      expect(stillOpen).toEqual([]);
      expect(await load.end()).toEqual([]);
      expect(await load.lost()).toEqual([]);
    });
  });
});

/** Logs somebody out at one process while others use copies of the cookie, and tells whom it still opens something for. */
async function endedWhileUsed(visitor: Visitor): Promise<string[]> {
  const copies = [0, 1, 2, 3].map(() => copyOf(visitor));
  let isOver = false;
  const uses = Promise.all(copies.map((copy) => copy.visit(() => isOver)));
  while (copies.some(({ answered }) => answered < 4)) await moment();
  const kept = copies.map(copyOf);
  await copyOf(visitor).logout(nginx.one);
  isOver = true;
  // A write that was on its way when the session ended must not have brought it back, once it is answered.
  await uses;
  const seen = [...kept, ...copies].flatMap((copy) => [copy.seenAs(nginx.one), copy.seenAs(nginx.two)]);
  return (await Promise.all(seen)).filter((name) => name !== '');
}

function copyOf({ name, cookie }: Visitor): Visitor {
  const copy = new Visitor(name, nginx.all);
  copy.cookie = cookie;
  return copy;
}
