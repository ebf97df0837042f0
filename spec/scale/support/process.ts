import { join } from 'node:path';

import { Command } from '../../support/project.js';

/** How many workers each process has. */
export const WORKERS = 2;

const COMMAND = join(process.cwd(), 'dist/cli/index.js');
const APP = join(process.cwd(), 'spec/scale/fixtures/app.ts');

/** `phial run --workers` at an address that it has again after a restart. */
export class AppProcess {
  command!: Command;

  /** @param place options of `phial run` that say where it listens */
  constructor(
    private readonly folder: string,
    private readonly place: readonly string[],
    private readonly redis: string,
  ) {}

  /** Starts it, and waits until all of its workers listen. */
  async start(): Promise<void> {
    const args = [COMMAND, 'run', APP, '--workers', String(WORKERS), ...this.place];
    this.command = new Command(args, { folder: this.folder, env: { REDIS_URL: this.redis } });
    await this.command.says(new RegExp(`(Listening at[^]*){${WORKERS}}`));
  }

  /** As it is when its machine goes away. The workers go with the first process. */
  async kill(): Promise<void> {
    this.command.child.kill('SIGKILL');
    await this.command.ended;
  }

  /** Has its workers replaced. */
  async roll(): Promise<void> {
    const from = this.command.stdout.length + this.command.stderr.length;
    this.command.child.kill('SIGHUP');
    await this.command.says('phial: all workers are replaced', from);
  }
}
