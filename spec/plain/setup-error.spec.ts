import { createApp } from 'phial';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Node prints the topmost line of an error's stack before its message.
describe('A SetupError', () => {
  it('has the stack of who called createApp(), without frames of Phial', () => {
    expect(framesOf(thrownBy(() => createApp({ debug: 'no' as never })))[0]).toContain('setup-error.spec');
  });

  it('has none of Phial either when the app is readied', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'phial-'));
    writeFileSync(join(folder, 'index.hbs'), '{{#if}');
    const app = createApp({ templates: { folder }, fastify: { logger: false } });
    const error = await app.ready().then(
      () => undefined,
      (one: unknown) => one,
    );
    expect(framesOf(error).filter((frame) => frame.includes('/lib/'))).toEqual([]);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function framesOf(error: unknown): string[] {
  const { name, stack = '' } = error as Error;
  expect(name).toBe('SetupError');
  return stack.split('\n').filter((line) => /^ +at /.test(line));
}
