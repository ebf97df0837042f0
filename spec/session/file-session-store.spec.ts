import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { jest } from '@jest/globals';
import { FileSessionStore, Route, Session, type TestClient } from 'phial';
import { ChildApp } from '../support/child-app.js';
import { loggedBy } from '../support/log-of.js';
import { sessionApp } from '../support/session-app.js';

// Processes take their time to start.
jest.setTimeout(60_000);

const HOUR = 3600 * 1000;

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'phial-store-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

class Pages {
  @Route('/')
  read(session: Session) {
    return session.get('count', 'empty');
  }

  @Route('/', ['POST'])
  write(session: Session) {
    session.set('count', session.get('count', 0) + 1);
    return null;
  }

  @Route('/logout', ['POST'])
  logout(session: Session) {
    session.destroy();
    return null;
  }
}

function client(logger: object | false = false): TestClient {
  return sessionApp([Pages], {
    fastify: { logger },
    session: { store: new FileSessionStore({ folder }) },
  }).testClient();
}

/** The only file in the folder. */
function record(): string {
  const files = readdirSync(folder);
  expect(files).toHaveLength(1);
  return join(folder, files[0]!);
}

describe('FileSessionStore', () => {
  it('keeps each session in a file of its own, which is gone with the session', async () => {
    const browser = client();
    await browser.post('/');
    expect(JSON.parse(readFileSync(record(), 'utf8'))).toMatchObject({ data: { d: { count: 1 } } });
    const old = record();
    await client().post('/');
    expect(readdirSync(folder)).toHaveLength(2);
    await browser.post('/logout');
    expect(existsSync(old)).toBe(false);
  });

  it('is shared by two apps, and outlives them', async () => {
    const [one, other] = [client(), client()];
    await one.post('/');
    other.cookies.set('session', one.cookies.get('session')!);
    await other.post('/');
    expect((await one.get('/')).json()).toBe(2);
  });

  it('names its files so that nobody learns an id from them', async () => {
    const store = new FileSessionStore({ folder });
    await store.set('../id', { d: {} }, HOUR);
    expect([basename(record()), await store.get('../id')]).toEqual([
      expect.stringMatching(/^[\da-f]{64}\.json$/),
      { d: {} },
    ]);
  });

  it('lets nobody else read them', async () => {
    await client().post('/');
    expect(statSync(record()).mode & 0o777).toBe(0o600);
  });

  it('has nothing of an id that is unknown, was deleted, or has expired', async () => {
    const store = new FileSessionStore({ folder });
    await store.set('deleted', { d: {} }, HOUR);
    await store.delete('deleted');
    await store.delete('deleted');
    await store.set('expired', { d: {} }, -1);
    expect([await store.get('deleted'), await store.get('expired'), await store.get('unknown')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is whole for who reads while it is written', async () => {
    const store = new FileSessionStore({ folder });
    await store.set('id', { d: { text: '' } }, HOUR);
    let isWriting = true;
    const writing = (async () => {
      for (let size = 0; size < 200; size++) await store.set('id', { d: { text: 'x'.repeat(size * 100) } }, HOUR);
      isWriting = false;
    })();
    const lengths: number[] = [];
    while (isWriting) lengths.push(((await store.get('id')) as { d: { text: string } }).d.text.length);
    await writing;
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is whole when its process is killed while it writes', async () => {
    for (let kills = 0; kills < 3; kills++) {
      const child = new ChildApp('storm.ts', { FOLDER: folder });
      await child.line('it has written');
      child.kill('SIGKILL');
      await child.exit;
    }
    const records = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map(
        (name) =>
          JSON.parse(readFileSync(join(folder, name), 'utf8')) as { data: { d: { size: number; text: string } } },
      );
    expect(records.filter(({ data: { d } }) => d.text.length !== d.size)).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
  });

  it.each([
    ['empty', () => ''],
    ['half written', (text: string) => text.slice(0, text.length / 2)],
    ['of another program', () => '{"a":1}'],
    ['null', () => 'null'],
    ['binary', () => Buffer.from([0, 255, 254])],
    ['of damaged data', () => JSON.stringify({ expires: Date.now() + HOUR, data: { d: { a: { ' n': 'x' } } } })],
  ])('takes a file that is %s for an empty session, with a line in the log', async (_what, damage) => {
    const { logger, entries } = loggedBy();
    const browser = client(logger);
    await browser.post('/');
    writeFileSync(record(), damage(readFileSync(record(), 'utf8')));
    const response = await browser.get('/');
    expect([response.status, response.text, entries.map(({ msg }) => msg)]).toEqual([
      200,
      'empty',
      ['A session record is damaged: the session is empty'],
    ]);
    await browser.post('/');
    expect((await browser.get('/')).json()).toBe(1);
  });

  it('answers 503 when a file cannot be read', async () => {
    const browser = client();
    await browser.post('/');
    const file = record();
    rmSync(file);
    mkdirSync(file);
    expect((await browser.get('/')).status).toBe(503);
  });

  it('makes its folder again when somebody has cleaned up', async () => {
    const store = new FileSessionStore({ folder });
    rmSync(folder, { recursive: true });
    expect(await store.get('id')).toBeUndefined();
    await store.set('id', { d: {} }, HOUR);
    expect([await store.get('id'), statSync(folder).mode & 0o777]).toEqual([{ d: {} }, 0o700]);
  });
});

describe('the folder of a FileSessionStore', () => {
  it('is by default a private one in the temporary directory, named after the app', () => {
    const store = new FileSessionStore();
    expect(
      store.folder.startsWith(join(tmpdir(), `phial-sessions-${process.getuid!()}-${basename(process.cwd())}-`)),
    ).toBe(true);
    expect(statSync(store.folder).mode & 0o777).toBe(0o700);
    expect(new FileSessionStore().folder).toBe(store.folder);
  });

  it('is made when it does not exist, for its user alone', () => {
    const store = new FileSessionStore({ folder: join(folder, 'a/b') });
    expect(statSync(store.folder).mode & 0o777).toBe(0o700);
  });

  it('may be readable for others when it was chosen, and a link', () => {
    mkdirSync(join(folder, 'real'), { mode: 0o755 });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(() => new FileSessionStore({ folder: join(folder, 'link') })).not.toThrow();
  });

  it('must not be writable for everybody', () => {
    chmodSync(folder, 0o777);
    expect(() => new FileSessionStore({ folder })).toThrow(
      `FileSessionStore: ${folder} is open to other users. Close it: chmod 700 ${folder}`,
    );
  });

  it('must be a folder', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new FileSessionStore({ folder: join(folder, 'file') })).toThrow(
      /file cannot be used as a folder\. Choose another/,
    );
  });
});

/** The user named nobody. Only root may give files away. */
const NOBODY = 65534;
const describeAsRoot = process.getuid!() === 0 ? describe : describe.skip;

describeAsRoot('the folder of a FileSessionStore on a machine with other users', () => {
  /** What the store says to each method. */
  async function refusals(store: FileSessionStore): Promise<string[]> {
    const calls = [() => store.get('id'), () => store.set('id', { d: {} }, HOUR), () => store.delete('id')];
    return Promise.all(
      calls.map((call) =>
        call().then(
          () => 'done',
          (error: unknown) => (error as Error).message,
        ),
      ),
    );
  }

  it('is not used any more when another user has made it again', async () => {
    const store = new FileSessionStore({ folder });
    await store.set('id', { d: { user: 1 } }, HOUR);
    const text = readFileSync(record());
    const name = basename(record());
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    chownSync(folder, NOBODY, NOBODY);
    writeFileSync(join(folder, name), text);
    const refusal = `FileSessionStore: ${folder} is another user's. Choose another folder with new FileSessionStore({ folder }).`;
    expect(await refusals(store)).toEqual([refusal, refusal, refusal]);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('is not used any more when its mode was changed for others to write', async () => {
    const store = new FileSessionStore({ folder });
    await store.set('id', { d: {} }, HOUR);
    chmodSync(folder, 0o770);
    expect(await refusals(store)).toEqual(Array(3).fill(expect.stringMatching(/is open to other users/)));
  });

  it('is used on when its own user has made it again', async () => {
    const store = new FileSessionStore({ folder });
    rmSync(folder, { recursive: true });
    mkdirSync(folder, { mode: 0o700 });
    expect(await refusals(store)).toEqual(['done', 'done', 'done']);
  });

  it("must not be reached through another user's link", () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    lchownSync(join(folder, 'link'), NOBODY, NOBODY);
    expect(() => new FileSessionStore({ folder: join(folder, 'link', 'a') })).toThrow(/link, another user's link/);
  });

  it("must not lie in another user's folder", () => {
    mkdirSync(join(folder, 'theirs'));
    chownSync(join(folder, 'theirs'), NOBODY, NOBODY);
    expect(() => new FileSessionStore({ folder: join(folder, 'theirs/a') })).toThrow(
      /lies in .*theirs, which is another user's/,
    );
  });

  it('must not lie where everybody may put another in its place', () => {
    chmodSync(folder, 0o777);
    expect(() => new FileSessionStore({ folder: join(folder, 'a') })).toThrow(/which everybody may write into/);
    chmodSync(folder, 0o1777);
    expect(() => new FileSessionStore({ folder: join(folder, 'b') })).not.toThrow();
  });

  it('must not lie where a group may put another in its place', () => {
    chmodSync(folder, 0o775);
    chownSync(folder, 0, NOBODY);
    mkdirSync(join(folder, 'a'), { mode: 0o700 });
    const inside = join(folder, 'a');
    expect(() => new FileSessionStore({ folder: inside })).toThrow(
      `FileSessionStore: ${inside} lies in ${folder}, which the group ${NOBODY} may write into. Close that: chmod g-w ${folder}. Choose another`,
    );
    chmodSync(folder, 0o1775);
    expect(() => new FileSessionStore({ folder: inside })).not.toThrow();
    chmodSync(folder, 0o755);
    expect(() => new FileSessionStore({ folder: inside })).not.toThrow();
  });

  it("may lie where root's group may write, or the group that bears its user's number", async () => {
    chmodSync(folder, 0o775);
    expect(() => new FileSessionStore({ folder: join(folder, 'a') })).not.toThrow();
    chownSync(folder, NOBODY, NOBODY);
    const child = new ChildApp('store-not-root.ts', { FOLDER: join(folder, 'b') });
    expect([await child.exit, child.said]).toEqual([0, ['kept']]);
    chownSync(folder, NOBODY, 1);
    const other = new ChildApp('store-not-root.ts', { FOLDER: join(folder, 'b') });
    await other.exit;
    expect(other.said).toEqual([expect.stringContaining(`lies in ${folder}, which the group 1 may write into.`)]);
  });

  it('must not be writable for its group', () => {
    chmodSync(folder, 0o770);
    expect(() => new FileSessionStore({ folder })).toThrow(/is open to other users\. Close it: chmod 700/);
  });
});

describe('the sweep of a FileSessionStore', () => {
  it('removes expired sessions and what was left of a write, and nothing else', async () => {
    const store = new FileSessionStore({ folder });
    await store.set('alive', { d: {} }, HOUR);
    const alive = basename(record());
    await store.set('expired', { d: {} }, -1000);
    const long = new Date(Date.now() - 2 * HOUR);
    const others = [
      'package.json',
      '0b0c6cd1-5dd2-4ab5-9dd5-0a1b0e7b5a51.draft',
      '1b0c6cd1-5dd2-4ab5-9dd5-0a1b0e7b5a51.draft',
    ];
    for (const name of others) writeFileSync(join(folder, name), '{}');
    for (const name of others.slice(0, 2)) utimesSync(join(folder, name), long, long);
    await store.sweep();
    expect(readdirSync(folder).sort()).toEqual([alive, 'package.json', others[2]!].sort());
  });

  it('begins when an app is readied', async () => {
    await new FileSessionStore({ folder }).set('expired', { d: {} }, -1000);
    const file = record();
    const app = sessionApp([Pages], { session: { store: new FileSessionStore({ folder }) } });
    await app.ready();
    while (existsSync(file)) await turn();
    await app.close();
  });

  it('does not block: requests are served between two files', async () => {
    const store = new FileSessionStore({ folder });
    for (let id = 0; id < 200; id++) await store.set(String(id), { d: {} }, -1000);
    let isSweeping = true;
    const sweeping = store.sweep().then(() => (isSweeping = false));
    let turns = 0;
    while (isSweeping) {
      await turn();
      turns++;
    }
    await sweeping;
    expect(turns).toBeGreaterThan(100);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('may run in two processes at once', async () => {
    const stores = [new FileSessionStore({ folder }), new FileSessionStore({ folder })];
    for (let id = 0; id < 100; id++) await stores[0]!.set(String(id), { d: {} }, -1000);
    await Promise.all(stores.map((store) => store.sweep()));
    expect(readdirSync(folder)).toEqual([]);
  });
});
