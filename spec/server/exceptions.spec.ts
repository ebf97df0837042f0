import { ChildApp } from '../support/child-app.js';

/** An app whose process an exception has ended, outside of any promise. */
async function crashed(env: NodeJS.ProcessEnv = {}): Promise<{ child: ChildApp; code: unknown; fatal: unknown[] }> {
  const child = new ChildApp('crashing.ts', env);
  await fetch(`${await child.address()}/crash`).catch(() => {});
  const code = await child.exit;
  const entries = child.said
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { level: number });
  return { child, code, fatal: entries.filter(({ level }) => level === 60) };
}

describe('an exception that nothing catches', () => {
  it('is one line of the log, and ends the process with 1', async () => {
    const { child, code, fatal } = await crashed();
    expect(code).toBe(1);
    expect(fatal).toEqual([
      expect.objectContaining({
        msg: 'An exception that nothing caught ended the process.',
        err: expect.objectContaining({
          message: 'nothing catches this',
          stack: expect.stringContaining('crashing.ts') as string,
        }) as object,
      }),
    ]);
    expect(child.errors).not.toContain('nothing catches this');
  });

  it.each(['false', '{"level":"silent"}'])("is told in Node's words where the logger is %s", async (logger) => {
    const { child, code } = await crashed({ LOGGER: logger });
    expect(code).toBe(1);
    expect(child.errors).toContain('Error: nothing catches this');
  });

  it('is logged, and left to who listens for it', async () => {
    const { child, code, fatal } = await crashed({ MONITORED: '1' });
    expect([code, fatal.length]).toEqual([7, 1]);
    expect(child.said).toContain('monitored: nothing catches this');
  });
});

describe('A log whose reader has gone away', () => {
  it('ends no request, and says so once on the standard error', async () => {
    const child = new ChildApp('crashing.ts');
    const address = await child.address();
    child.deafen();
    for (let count = 0; count < 3; count++) expect(await (await fetch(`${address}/log`)).text()).toBe('logged');
    await fetch(`${address}/crash`).catch(() => {});
    expect(await child.exit).toBe(1);
    expect(child.errors.match(/phial: the log cannot be written: write EPIPE/g)).toHaveLength(1);
    expect(child.errors).toContain('Error: nothing catches this');
  });
});
