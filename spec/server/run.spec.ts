import { once } from 'node:events';
import { connect } from 'node:net';

import { ChildApp } from '../support/child-app.js';

const children: ChildApp[] = [];

function start(env: NodeJS.ProcessEnv = {}, fixture = 'stoppable.ts'): ChildApp {
  const child = new ChildApp(fixture, env);
  children.push(child);
  return child;
}

describe('a process that is told to stop', () => {
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 at %s', async (signal) => {
    const child = start();
    await child.address();
    child.kill(signal);
    expect(await child.exit).toBe(0);
  });

  it('finishes the request that runs', async () => {
    const child = start();
    const answer = fetch(`${await child.address()}/slow`);
    await child.line('a request runs');
    child.kill('SIGTERM');
    await expectRefusal(await child.address());
    child.tell('go\n');
    expect(await (await answer).text()).toBe('slow but sure');
    expect(await child.exit).toBe(0);
  });

  it('does not wait for connections without a request', async () => {
    const child = start();
    const { port } = new URL(await child.address());
    const socket = connect(Number(port)).on('error', () => {});
    await once(socket, 'connect');
    child.kill('SIGTERM');
    expect(await child.exit).toBe(0);
  });

  it('runs @OnStop methods when all requests are done, and closes the services after them, the last first', async () => {
    const child = start();
    const answer = fetch(`${await child.address()}/slow`);
    await child.line('a request runs');
    child.kill('SIGTERM');
    await expectRefusal(await child.address());
    expect(child.said.at(-1)).toBe('a request runs');
    child.tell('go\n');
    await answer;
    await child.exit;
    expect(child.said.slice(-3)).toEqual(['it stops', 'main two is closed', 'main one is closed']);
  });

  it('waits ten seconds for requests, cuts them off, and closes the services all the same', async () => {
    const child = start({ HURRIED: '1' });
    const answer = fetch(`${await child.address()}/slow`).then(
      () => 'an answer',
      () => 'cut off',
    );
    await child.line('a request runs');
    child.kill('SIGTERM');
    expect(await answer).toBe('cut off');
    expect(await child.exit).toBe(0);
    expect(child.said.at(-1)).toBe('main one is closed');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at once at a second signal, %s', async (second) => {
    const child = start();
    const answer = fetch(`${await child.address()}/slow`).then(
      () => 'an answer',
      () => 'cut off',
    );
    await child.line('a request runs');
    child.kill('SIGTERM');
    await expectRefusal(await child.address());
    child.kill(second);
    expect(await child.exit).toBe(1);
    expect(await answer).toBe('cut off');
    expect(child.said.at(-1)).toBe('a request runs');
  });

  it('closes the other services when one cannot be closed, and exits with 1', async () => {
    const child = start({ BROKEN: 'main two' });
    await child.address();
    child.kill('SIGTERM');
    expect(await child.exit).toBe(1);
    expect(child.said.slice(-2)).toEqual(['main two is closed', 'main one is closed']);
  });

  it('stops all of its apps, and waits for each', async () => {
    const child = start({ APPS: 'main,other' });
    const answer = fetch(`${await child.address('other')}/slow`);
    await child.line('a request runs');
    child.kill('SIGTERM');
    await child.line('main one is closed');
    child.tell('go\n');
    expect(await (await answer).text()).toBe('slow but sure');
    expect(await child.exit).toBe(0);
    expect(child.said.at(-1)).toBe('other one is closed');
  });
});

describe('an app that cannot start', () => {
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('says which port is in use and how to choose another, and closes the services', async () => {
    const { port } = new URL(await start().address());
    const second = start({ TRY_PORT: port });
    expect(await second.exit).toBe(1);
    expect(second.errors).toContain(
      `Port ${port} on 127.0.0.1 is in use: another program, or another run of this app, listens there. Choose another with app.run({ port }); 0 picks a free one.`,
    );
    expect(second.said.at(-1)).toBe('main one is closed');
  });

  it('closes the services when an @OnStart method fails', async () => {
    const child = start({ BROKEN: 'start' });
    expect(await child.exit).toBe(1);
    expect(child.errors).toContain('The start is broken');
    expect(child.said).toEqual(['it starts', 'it stops', 'main two is closed', 'main one is closed']);
  });
});

/** Waits until nothing listens at an address any more. */
async function expectRefusal(address: string): Promise<void> {
  const { port } = new URL(address);
  for (;;) {
    const socket = connect(Number(port), '127.0.0.1');
    const refused = await new Promise((resolve) =>
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true)),
    );
    socket.destroy();
    if (refused === true) return;
  }
}
