import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';

import type { RunOptions } from '../plain/launch.js';
import { addressToListenAt, checkOnePlace } from '../config/address.js';
import { environmentFlag, environmentWithDotEnv } from '../config/config.js';
import { currentLaunch, setLaunch } from '../plain/launch.js';
import { sentenceOf } from '../plain/setup-error.js';
import { CommandError, findEntry, loadApp, UsageError } from './entry.js';
import { Parent } from './parent.js';

/** What stands on the command line after `phial run`. */
export interface RunArguments {
  host?: string;
  port?: number;
  socket?: string;
  debug?: true;
  workers?: number | 'auto';
  /** Whether the types are checked beside the app, in debug mode. */
  check?: boolean;
}

/** Runs an app: in this process, under a supervisor that restarts it when its code changes, or in several workers. */
export async function run(
  given: string | undefined,
  { workers, check: checksTypes = true, ...options }: RunArguments,
): Promise<void> {
  const entry = findEntry(given, 'phial run src/app.ts');
  const parent = Parent.find();
  const isDebug = options.debug ?? environmentFlag('PHIAL_DEBUG', environmentWithDotEnv());
  const count = workers === 'auto' ? availableParallelism() : (workers ?? 1);
  check(options, isDebug, count);
  if (isDebug && parent?.isSupervisor !== true)
    return (await import('./debug.js')).superviseDebug(entry, options, checksTypes);
  // The workers run the same command.
  if (count > 1 && cluster.isPrimary) return (await import('./workers.js')).runWorkers(count);
  await runHere(entry, { ...options, ...(isDebug && { debug: true }) }, parent);
}

/** Finds what would else be found in every process of many. */
function check(options: RunOptions, isDebug: boolean, count: number): void {
  const environment = environmentWithDotEnv();
  try {
    addressToListenAt(options, environment);
  } catch (error) {
    throw new CommandError((error as RangeError).message);
  }
  const [twoPlaces] = checkOnePlace('phial run', options);
  if (twoPlaces !== undefined) throw new UsageError(sentenceOf(twoPlaces));
  if (isDebug && count > 1)
    throw new UsageError('Debug mode runs one process. Leave --workers away, or --debug and PHIAL_DEBUG.');
  if (isDebug && environment['NODE_ENV'] === 'production') {
    throw new CommandError(
      'Debug mode shows source code and sessions, and NODE_ENV is production. Leave --debug and PHIAL_DEBUG away, or NODE_ENV.',
    );
  }
}

async function runHere(entry: string, options: RunOptions, parent: Parent | undefined): Promise<void> {
  const isDebug = options.debug === true;
  setLaunch({
    mode: 'run',
    options,
    logsRequests: true,
    reloadsPages: isDebug,
    beforeListening: parent?.beforeListening,
  });
  if (parent?.isSupervisor === true)
    (await import('./loaded.js')).followLoading((loaded) => parent.reportLoaded(loaded));
  if (parent?.isSpare === true) await (await import('./prepare.js')).prepare(entry, parent);
  try {
    const app = await loadApp(entry);
    parent?.follow(app);
    currentLaunch()!.app = app;
    const address = await app.run();
    parent?.reportListening(address);
    if (isOpenToAll(new URL(address).hostname) && process.env['NODE_ENV'] !== 'production') {
      // What reads the log has lines of JSON.
      console.error(
        `phial: whoever reaches this machine over a network can reach the app. For this machine alone: phial run ${relative('.', entry)} --host 127.0.0.1`,
      );
    }
  } catch (error) {
    await parent?.reportFailure(error);
    throw error;
  }
}

function isOpenToAll(hostname: string): boolean {
  return hostname === '0.0.0.0' || hostname === '[::]';
}
