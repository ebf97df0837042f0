import { once } from 'node:events';

import { OutputError } from '../commands/run-command.js';

/** How a shell tells that a program was ended because nobody reads on: 128 and the number of SIGPIPE. */
export const UNREAD = 141;

/** The outputs of the process, written no faster than they are read. That one of them fails ends no process by itself. */
export class Output {
  readonly #failures = new Map<NodeJS.WriteStream, Error>();

  constructor() {
    for (const stream of [process.stdout, process.stderr])
      stream.on('error', (error) => void this.#failures.set(stream, error));
  }

  /** @throws OutputError once it fails, as it does when nobody reads on: `phial seed | head -1` */
  async print(part: string | Uint8Array, isError: boolean): Promise<void> {
    const stream = isError ? process.stderr : process.stdout;
    // Where it fails, it says so, and never drains.
    if (!this.#failures.has(stream) && !stream.write(part)) await once(stream, 'drain').catch(() => undefined);
    const cause = this.#failures.get(stream);
    if (cause !== undefined) throw new OutputError(`The output cannot be written: ${cause.message}`, { cause });
  }

  /**
   * Waits until all is out: a pipe takes no more than it holds, and what is left when the process ends would be lost.
   *
   * @returns the exit code of that alone
   */
  async flush(): Promise<number> {
    const flushed = [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => void stream.write('', () => resolve())),
    );
    await Promise.all(flushed);
    const failure = this.#failures.get(process.stdout);
    return failure === undefined ? 0 : exitCodeOf(failure);
  }
}

/** Who reads no further has what he wanted: that is not worth a word. */
export function exitCodeOf(failure: Error): number {
  return (failure as NodeJS.ErrnoException).code === 'EPIPE' ? UNREAD : 1;
}

/**
 * Prints, and ends the process when it is out: the entry may have opened what keeps it alive, a database or a timer, and a
 * pipe may not have taken the text yet.
 */
export function printAndExit(text: string, exitCode: number): void {
  write(text, (error) => process.exit(error == null ? exitCode : exitCodeOf(error)));
}

const write = process.stdout.write.bind(process.stdout);

/** Leaves the standard output to what `printAndExit()` prints: what an entry writes while it is loaded goes to the error output. */
export function keepOutputClean(): void {
  // Nobody may read what the entry says.
  process.stderr.on('error', () => undefined);
  process.stdout.write = process.stderr.write.bind(process.stderr);
}
