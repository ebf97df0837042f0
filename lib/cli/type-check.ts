import { relative } from 'node:path';

import type { PlacedFinding } from '../plain/launch.js';
import { compile, findCompiler, type Compilation } from './compiler.js';

/** Checks the types beside the running app, again after each change, and tells of mistakes without stopping it. */
export class TypeCheck {
  #current: Compilation | undefined;
  /** Counts the runs: what an older one finds is of no interest. */
  #run = 0;
  #told = '';

  constructor(
    private readonly entry: string,
    /** Is told what the terminal is told; nothing when there are no mistakes. */
    private readonly show: (text: string) => void,
  ) {}

  /** Begins anew, when the app has started: the compiler takes no time from that. */
  async start(): Promise<void> {
    const run = ++this.#run;
    this.#current?.process.kill();
    const compiler = await findCompiler(this.entry);
    if (compiler === undefined || run !== this.#run) return;
    this.#current = compile(compiler, { isGentle: true });
    const mistakes = await this.#current.mistakes;
    if (mistakes !== undefined && run === this.#run) this.#tell(mistakes);
  }

  /** Ends the run that there may be. */
  stop(): void {
    this.#run++;
    this.#current?.process.kill();
    this.#current = undefined;
  }

  #tell(mistakes: readonly PlacedFinding[]): void {
    const text = mistakes.map(line).join('\n');
    if (text !== '')
      console.error(`phial: the types have ${count(mistakes.length)}; the app runs all the same:\n${text}`);
    else if (this.#told !== '') console.log('phial: the types are right again');
    this.#told = text;
    this.show(text);
  }
}

function line({ file = '', line: number, cause, who }: PlacedFinding): string {
  return `  ${relative('.', file)}${number === undefined ? '' : `:${number}`}: ${cause} (${who})`;
}

function count(mistakes: number): string {
  return mistakes === 1 ? 'one mistake' : `${mistakes} mistakes`;
}
