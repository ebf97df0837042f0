import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';

import { ChildApp } from '../support/child-app.js';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis-server.js';

// Processes take their time to start.
jest.setTimeout(60_000);

const SESSIONS = 20;

/** The cookie that a response sets. */
function cookieOf(response: Response): string | undefined {
  return response.headers.get('set-cookie')?.split(';')[0];
}

/** Two processes, of which one ends sessions while both write them, in the same moment. */
class Race {
  readonly #ending: ChildApp;
  readonly #other: ChildApp;
  #addresses: string[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    [this.#ending, this.#other] = [new ChildApp('races-app.ts', env), new ChildApp('races-app.ts', env)];
  }

  async start(): Promise<void> {
    this.#addresses = await Promise.all([this.#ending.address(), this.#other.address()]);
  }

  async stop(): Promise<void> {
    for (const child of [this.#ending, this.#other]) child.kill('SIGKILL');
    await Promise.all([this.#ending.exit, this.#other.exit]);
  }

  /** The cookies of new sessions, which are being written when they are ended. */
  async run(act: string): Promise<string[]> {
    const cookies: string[] = [];
    for (let session = 0; session < SESSIONS; session++) {
      const cookie = cookieOf(await this.#post(1, '/set/name'))!;
      cookies.push(cookie);
      const writes = ['a', 'b', 'c', 'd'].map((key) => this.#post(1, `/set/${key}`, cookie));
      await Promise.all([...writes, this.#post(0, `/${act}`, cookie)]);
    }
    return cookies;
  }

  async killTheOneThatEnds(): Promise<void> {
    this.#ending.kill('SIGKILL');
    await this.#ending.exit;
  }

  /** How many of the cookies open a session in the process that only wrote. */
  async open(cookies: readonly string[]): Promise<number> {
    let open = 0;
    for (const cookie of cookies) {
      const data: unknown = await (await fetch(this.#addresses[1]!, { headers: { cookie } })).json();
      if (Object.keys(data as object).length > 0) open++;
    }
    return open;
  }

  #post(child: number, path: string, cookie?: string): Promise<Response> {
    return fetch(this.#addresses[child]! + path, {
      method: 'POST',
      ...(cookie !== undefined && { headers: { cookie } }),
    });
  }
}

function staysEnded(environment: () => NodeJS.ProcessEnv): void {
  let race: Race;
  beforeEach(async () => {
    race = new Race(environment());
    await race.start();
  });
  afterEach(() => race.stop());

  it.each(['destroy', 'clear', 'regenerate'])('stays ended by %s(), whatever the other one writes', async (act) => {
    expect(await race.open(await race.run(act))).toBe(0);
  });

  it('stays ended when the process is killed that ended it', async () => {
    const cookies = await race.run('destroy');
    await race.killTheOneThatEnds();
    expect(await race.open(cookies)).toBe(0);
  });
}

describe('a session in a file, of two processes', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'phial-logouts-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  staysEnded(() => ({ FOLDER: folder }));
});

describeWithRedis('a session in Redis, of two processes', () => {
  let redis: RedisServer;
  beforeEach(async () => void (redis = await startRedis()));
  afterEach(() => redis.kill());
  staysEnded(() => ({ REDIS_URL: redis.url }));
});
