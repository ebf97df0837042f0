#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import module from 'node:module';

import { Command, InvalidArgumentError } from 'commander';

import type { CheckArguments } from './check.js';
import { isExplained } from './parent.js';

// From Node 22 on, what was compiled once starts faster.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

// Each command's file is loaded when it is called: `phial secret` needs no Fastify.

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('phial')
  .description('Runs web applications made with Phial, and makes new ones.')
  .version(version)
  // Whatever is wrong with what was typed ends with 2, also for the commands below.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .showHelpAfterError('(phial --help tells what there is)')
  .addHelpText(
    'after',
    `
An entry is a file that exports \`app\`, or a function \`createApp\`. Unless it is named, it is the first there is of
app.ts, src/app.ts, app.js and dist/app.js.

  phial new my-app           a running app in a new folder
  phial run --debug          runs the app in this folder, and restarts it when its code changes
  phial run --workers auto   runs it in production, a process for each processor
  phial check                all that can be found of it without a request
  phial routes               what it serves
  phial openapi --check      what has changed of its API, and whether that breaks clients`,
  );

program
  .command('new')
  .description('make a small app in a new folder')
  .argument('<folder>', 'a folder that is empty, or not there yet')
  .option('--extension', "make an extension's package instead")
  .action(async (folder: string, { extension }: { extension?: true }) => {
    const { makeApp, makeExtension } = await import('./new.js');
    if (extension === true) makeExtension(folder, version);
    else makeApp(folder, version);
  });

program
  .command('run')
  .description('run an app')
  .argument('[entry]', 'the file that exports the app')
  .option('-h, --host <host>', 'where to listen; 0.0.0.0 for all networks (PHIAL_HOST, or 127.0.0.1)')
  .option('-p, --port <port>', '0 picks a free one (PHIAL_PORT, or 5000)', toPort)
  .option('--socket <path>', 'a Unix socket to listen at, instead of host and port (PHIAL_SOCKET)')
  .option('-d, --debug', 'debug pages, and a restart whenever the code changes (PHIAL_DEBUG)')
  .option('--no-check', 'no types checked beside the app in debug mode')
  .option('-w, --workers <number>', 'how many processes, or auto for one for each processor', toWorkers)
  .helpOption('--help', 'display help for command')
  .action(async (entry: string | undefined, options: object) => (await import('./run.js')).run(entry, options));

program
  .command('check')
  .description('tell what is wrong with an app, with file and line')
  .argument('[entry]', 'the file that exports the app')
  .option('--json', 'as JSON')
  .option('--production', 'as with NODE_ENV=production: its settings, too')
  .option('--no-types', 'without the compiler')
  .action(async (entry: string | undefined, options: CheckArguments) =>
    (await import('./check.js')).check(entry, options),
  );

program
  .command('routes')
  .description('show what an app serves')
  .argument('[entry]', 'the file that exports the app')
  .option('--json', 'as JSON')
  .action(async (entry: string | undefined, options: { json?: boolean }) =>
    (await import('./routes.js')).showRoutes(entry, options),
  );

program
  .command('openapi')
  .description("write the API's document, or tell what has changed of it")
  .argument('[entry]', 'the file that exports the app')
  .option('-o, --out <file>', 'where it is written; without it, to the terminal')
  .option('--check', 'compare the file with the app instead, and end with 1 when they differ')
  .action(async (entry: string | undefined, options: { out?: string; check?: true }) =>
    (await import('./openapi.js')).writeDocument(entry, options),
  );

program
  .command('shell')
  .description('open a prompt with the app, its services and a test client')
  .argument('[entry]', 'the file that exports the app')
  .action(async (entry?: string) => (await import('./shell.js')).openShell(entry));

program
  .command('secret')
  .description('make a secret key')
  .action(() => console.log(randomBytes(32).toString('hex')));

try {
  const given = process.argv.slice(2);
  const isPhials = [...program.commands.map((one) => one.name()), '--version', '-V'].includes(given[0] ?? '');
  const left = isPhials ? given : await (await import('./command.js')).runOwnCommand(program, given);
  await program.parseAsync(left, { from: 'user' });
} catch (error) {
  console.error(explain(error));
  process.exit(error instanceof Error && isExplained(error) ? exitCodeOf(error) : 1);
}

/** Some of them are about what was typed. */
function exitCodeOf(error: Error & { exitCode?: number }): number {
  return error.exitCode ?? 1;
}

/** What a user did wrong is told in words; what nobody foresaw with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isExplained(error) ? `phial: ${error.message}` : (error.stack ?? error.message);
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError('It is a whole number from 0 to 65535.');
}

function toWorkers(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= 1024) return count;
  throw new InvalidArgumentError("It is a whole number from 1 on, or 'auto'.");
}
