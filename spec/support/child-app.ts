import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A fixture that runs in a process of its own, and what it has said. */
export class ChildApp {
  readonly said: string[] = [];
  readonly exit: Promise<unknown>;
  errors = '';
  readonly #process: ChildProcess;
  #heard = (): void => {};

  constructor(fixture: string, given: NodeJS.ProcessEnv = {}, cwd?: string) {
    const env = { ...process.env, NODE_OPTIONS: '', TS_NODE_PROJECT: pathOf('../../tsconfig.json'), ...given };
    this.#process = spawn(
      process.execPath,
      ['--import', urlOf('../../node_modules/@oxc-node/core/register.mjs'), pathOf(`../fixtures/${fixture}`)],
      { env, cwd },
    );
    this.#process.stderr!.on('data', (text: Buffer) => (this.errors += text.toString()));
    createInterface(this.#process.stdout!).on('line', (line) => {
      this.said.push(line);
      this.#heard();
    });
    // 'close', not 'exit': by then all that it said has been heard.
    this.exit = once(this.#process, 'close').then(([code, signal]) => {
      this.#heard();
      return (code ?? signal) as unknown;
    });
  }

  /** The first line that has a text in it, once it is said. */
  async line(text: string): Promise<string> {
    for (;;) {
      const line = this.said.find((one) => one.includes(text));
      if (line !== undefined) return line;
      if (this.#process.exitCode !== null)
        throw new Error(`It ended, and never said '${text}'. It said: ${this.said.join('\n')}\n${this.errors}`);
      await new Promise<void>((heard) => (this.#heard = heard));
    }
  }

  /** Where it listens. */
  async address(name = 'main'): Promise<string> {
    return (await this.line(`${name} listens at `)).replace(/.* at /, '');
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Nobody reads any more what it says, as with `| head`. */
  deafen(): void {
    this.#process.stdout!.destroy();
  }

  tell(text: string): void {
    this.#process.stdin!.write(text);
  }
}

function urlOf(path: string): string {
  return new URL(path, import.meta.url).href;
}

function pathOf(path: string): string {
  return fileURLToPath(urlOf(path));
}
