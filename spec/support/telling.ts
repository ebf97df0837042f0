import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { copyPhial } from './copy-phial.js';
import { PROGRAM, type Mistake, type Place } from './mistakes.js';

/** What a program was told, at each place. */
export type Told = Record<Place, string[]>;

/** The compilers that users have. */
export const COMPILERS = ['tsc 6', 'tsc 7', 'swc', 'oxc'] as const;
export type Compiler = (typeof COMPILERS)[number];

const ROOT = process.cwd();

/** What programs may import. Whatever else stands in node_modules is not for them. */
const PACKAGES = ['zod', 'valibot', '@valibot', '@types', 'fastify', '@fastify', 'reflect-metadata'];

/** A folder of a user's with one program each in a folder of its own, which the compilers compile and node runs. */
export class Workshop {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'phial-mistakes-')));

  /** @param programs the files of each */
  constructor(
    private readonly programs: ReadonlyMap<string, Record<string, string>>,
    private readonly mistakes: ReadonlyMap<string, Mistake>,
  ) {
    const modules = join(this.folder, 'node_modules');
    mkdirSync(modules);
    symlinkSync(ROOT, join(modules, 'phial'));
    copyPhial(join(modules, 'second-phial'));
    for (const name of PACKAGES) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    this.#write('package.json', JSON.stringify({ type: 'module' }));
    this.#write('tsconfig.json', tsconfig());
    for (const [name, files] of programs) {
      this.#write(join('source', name, 'package.json'), JSON.stringify({ type: 'module' }));
      for (const [file, text] of Object.entries(files)) this.#write(join('source', name, file), text);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a compiler says of each program, and the JavaScript of all. */
  async compile(compiler: 'tsc 6' | 'tsc 7'): Promise<Map<string, string[]>> {
    const tsc = compiler === 'tsc 6' ? 'typescript' : 'typescript-7';
    const options = ['--outDir', this.#output(compiler), '--pretty', 'false'];
    const output = await this.#node([join(ROOT, 'node_modules', tsc, 'bin/tsc'), ...options]);
    const said = new Map<string, string[]>();
    for (const message of output.split(/\n(?=\S)/)) {
      const [, name, text] = /^source\/([^/]+)\/\S+\(\d+,\d+\): (error .*)$/s.exec(message) ?? [];
      if (name !== undefined && text !== undefined) said.set(name, [...(said.get(name) ?? []), text]);
      else if (message.trim() !== '') throw new Error(`${compiler}: ${message}`);
    }
    return said;
  }

  /** Runs all programs, as one compiler made them. */
  async run(compiler: Compiler): Promise<Map<string, Told>> {
    if (compiler === 'swc') this.#compileWithSwc();
    const folder = compiler === 'oxc' ? join(this.folder, 'source') : this.#output(compiler);
    const programs = [...this.programs].map(([name, files]) => {
      const { env, asks } = this.mistakes.get(name)!;
      const file = join(folder, name, compiler === 'oxc' ? PROGRAM : 'app.js');
      const runs = files[PROGRAM]!.includes('.run(');
      return { name, file, folder: join(this.folder, 'source', name), env, asks, runs };
    });
    const list = `${compiler}.json`;
    this.#write(list, JSON.stringify({ programs, phial: pathToFileURL(join(ROOT, 'dist/index.js')).href }));
    const loader = compiler === 'oxc' ? ['--import', 'phial/register'] : [];
    return toldIn(await this.#node([...loader, join(ROOT, 'spec/support/tell.mjs'), join(this.folder, list)]));
  }

  #output(compiler: Compiler): string {
    return join(this.folder, compiler.replace(' ', '-'));
  }

  #write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  #compileWithSwc(): void {
    const { transformSync } = createRequire(import.meta.url)('@swc/core') as typeof import('@swc/core');
    const options = {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type: 'es6' },
    } as const;
    for (const [name, files] of this.programs)
      for (const [file, text] of Object.entries(files).filter(([one]) => one.endsWith('.ts')))
        this.#write(join('swc', name, file.replace(/\.ts$/, '.js')), transformSync(text, options).code);
  }

  /** What a program of Node's prints. */
  async #node(args: string[]): Promise<string> {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:PHIAL_|NODE_|JEST_|npm_|OXC_|TS_)/.test(name)),
    );
    const child = spawn(process.execPath, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    await once(child, 'close');
    return output;
  }
}

function tsconfig(): string {
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'starter/tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const own = { noEmit: false, noEmitOnError: false, sourceMap: false, rootDir: 'source' };
  return JSON.stringify({ compilerOptions: { ...compilerOptions, ...own }, include: ['source'] });
}

/** A line of tell.mjs, or of Phial's log. */
interface Line {
  program?: string;
  place?: 'start' | 'request';
  told?: string;
  level?: number;
  msg?: string;
  err?: { message: string };
  status?: number;
  body?: string;
}

function toldIn(output: string): Map<string, Told> {
  const all = new Map<string, Told>();
  let told: Told | undefined;
  let place: Place = 'start';
  for (const text of output.split('\n').filter((line) => line.trim() !== '')) {
    const line = lineOf(text);
    place = line.place ?? place;
    if (line.program !== undefined)
      all.set(line.program, (told = { compiler: [], start: [], warning: [], request: [] }));
    if (told === undefined) throw new Error(`It did not begin: ${output}`);
    const said = sayingOf(line);
    if (said !== undefined) told[line.level !== undefined && place === 'start' ? 'warning' : place].push(said);
  }
  return all;
}

/** In debug mode the log is text for people. */
function lineOf(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return { level: / INFO /.test(text) ? 30 : 40, msg: text };
  }
}

function sayingOf({ told, level = 0, msg, err, status = 0, body }: Line): string | undefined {
  if (told !== undefined) return told;
  if (level >= 40) return [msg, err?.message].filter((part) => part !== undefined).join(' ');
  return status >= 400 ? `${status} ${body}` : undefined;
}
