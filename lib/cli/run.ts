import { availableParallelism } from 'node:os';
import { relative } from 'node:path';

import { loadDotEnv, environmentFlag } from '../config.js';
import { setLaunch } from '../launch.js';
import { CommandError, findEntry, loadApp } from './entry.js';
import { isSupervised, reportFailure, reportListening, superviseDebug } from './debug.js';
import { runWorkers } from './workers.js';

/** What stands on the command line after `phial run`. */
export interface RunArguments {
  host?: string;
  port?: number;
  debug?: boolean;
  workers?: number | 'auto';
}

/** Runs an app: in this process, under a supervisor that restarts it when its code changes, or in several workers. */
export async function run(given: string | undefined, { host, port, debug, workers }: RunArguments): Promise<void> {
  const entry = findEntry(given);
  loadDotEnv();
  const isDebug = debug ?? environmentFlag('PHIAL_DEBUG');
  const count = workers === 'auto' ? availableParallelism() : workers ?? 1;
  if (isDebug && count > 1) throw new CommandError('--debug runs one process. Leave --workers away.');
  if (isDebug && process.env['NODE_ENV'] === 'production') throw new CommandError('--debug shows source code and sessions, and NODE_ENV is production. Leave one of them away.');
  if (isDebug && !isSupervised()) return superviseDebug(entry, { host, port });
  if (count > 1 && await runWorkers(count)) return;
  setLaunch({ mode: 'run', options: { ...(host !== undefined && { host }), ...(port !== undefined && { port }), debug: isDebug }, logsRequests: true, reloadsPages: isDebug });
  try {
    const app = await loadApp(entry);
    const address = await app.run();
    reportListening(app, address);
    if (isOpenToAll(new URL(address).hostname)) console.log(`Everybody who reaches this machine over a network can reach the app. For this machine alone: phial run ${relative('.', entry)} --host 127.0.0.1`);
  } catch (error) {
    await reportFailure(error);
    throw error;
  }
}

function isOpenToAll(hostname: string): boolean {
  return hostname === '0.0.0.0' || hostname === '[::]';
}
