import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** For specs that run commands: what is slow is only a slow machine. */
export const PATIENCE = 120_000;

const ROOT = process.cwd();
export const COMMAND = join(ROOT, 'dist/cli/index.js');

/** A smallest app: two routes, no session. */
export const APP = `
import { Controller, createApp, Get } from 'phial';

@Controller()
class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @Get('/numbers/:number')
  number(number: number) {
    return { number };
  }
}

export const app = createApp({ controllers: [Pages] });
`;

/** A folder of a user's, in which the package is installed; gone when the specs of the file have ended. */
export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'phial-project-')));
  readonly #started: Command[] = [];

  constructor(files: Record<string, string> = {}) {
    buildIfNeeded();
    if (Object.keys(files).length > 0) this.install();
    this.write({ ...(Object.keys(files).length > 0 && { 'package.json': '{ "type": "module" }' }), ...files });
    projects.add(this);
  }

  /** As npm would: the package, its command, the compiler that users have, and others by name. */
  install(below = '.', ...others: string[]): void {
    const modules = join(this.folder, below, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    for (const [name, target] of [
      ['phial', '.'],
      ['typescript', 'node_modules/typescript-7'],
      ['@types', 'node_modules/@types'],
      ...others.map((name) => [name, `node_modules/${name}`] as const),
    ] as const) {
      symlinkSync(join(ROOT, target), join(modules, name));
    }
    symlinkSync('../phial/dist/cli/index.js', join(modules, '.bin/phial'));
    symlinkSync('../typescript/bin/tsc', join(modules, '.bin/tsc'));
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  remove(name: string): void {
    rmSync(join(this.folder, name));
  }

  /** Ends whatever runs of it. */
  async stopAll(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((command) => command.kill()));
  }

  /** Runs `phial` to its end. */
  async phial(
    args: readonly string[],
    options: CommandOptions = {},
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const command = this.start(args, options);
    const code = await command.ended;
    return { code, stdout: command.stdout, stderr: command.stderr };
  }

  /** Starts `phial`, or another program of Node's. */
  start(args: readonly string[], { program = [COMMAND], ...options }: CommandOptions = {}): Command {
    const command = new Command([...program, ...args], { folder: this.folder, ...options });
    this.#started.push(command);
    return command;
  }
}

const projects = new Set<Project>();

afterEach(async () => {
  await Promise.all([...projects].map((project) => project.stopAll()));
});

afterAll(() => {
  for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
});

interface CommandOptions {
  /** Below the project's folder. */
  below?: string;
  env?: Record<string, string>;
  /** What it reads from its standard input. */
  input?: string;
  program?: readonly string[];
  /** What runs it, unless it is Node. */
  executable?: string;
}

/** A program that runs. */
export class Command {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #onOutput = new Set<() => void>();
  /** Its exit code, when it and all that it started have closed their output. */
  readonly ended: Promise<number | null>;

  constructor(
    args: readonly string[],
    { folder, below = '.', env = {}, input = '', executable = process.execPath }: CommandOptions & { folder: string },
  ) {
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:PHIAL_|NODE_|JEST_|npm_)/.test(name)),
    );
    // A group of its own, so that signals can be sent to all of it, as a terminal does.
    this.child = spawn(executable, args, {
      cwd: join(folder, below),
      env: { ...inherited, HOME: folder, ...env },
      detached: true,
    });
    this.#collect('stdout');
    this.#collect('stderr');
    // What ends at once has closed it by then.
    this.child.stdin!.on('error', () => undefined).end(input);
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  #collect(name: 'stdout' | 'stderr'): void {
    this.child[name]!.setEncoding('utf8').on('data', (text: string) => {
      this[name] += text;
      for (const look of this.#onOutput) look();
    });
  }

  /** Waits until the output holds a text, from a position on. Rejects when the program ends before. */
  async says(text: string | RegExp, from = 0): Promise<RegExpExecArray> {
    const pattern = typeof text === 'string' ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text;
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec((this.stdout + this.stderr).slice(from));
        if (found === null) return;
        this.#onOutput.delete(look);
        resolve(found);
      };
      this.#onOutput.add(look);
      look();
      void this.ended.then((code) =>
        reject(new Error(`It ended with ${code} and did not say ${pattern}:\n${this.stdout}${this.stderr}`)),
      );
    });
  }

  /** The address that it listens at. */
  async address(): Promise<string> {
    return (await this.says(/Listening at (http:\S+?)[",\s]/))[1]!;
  }

  /** As Ctrl-C does: to the whole group. */
  interrupt(signal: NodeJS.Signals = 'SIGINT'): void {
    process.kill(-this.child.pid!, signal);
  }

  async kill(): Promise<void> {
    try {
      this.interrupt('SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await this.ended;
  }
}

/** `npm test` has built the package; one file alone is run without. */
export function buildIfNeeded(): void {
  const newest = Math.max(
    ...readdirSync('lib', { recursive: true }).map((name) => statSync(join('lib', String(name))).mtimeMs),
  );
  if (newest < (statSync(COMMAND, { throwIfNoEntry: false })?.mtimeMs ?? 0)) return;
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  chmodSync(COMMAND, 0o755);
}
