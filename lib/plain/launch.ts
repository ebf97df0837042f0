import type { ListenOptions } from 'node:net';

import type { BoundPort } from './bound-port.js';
import type { Finding } from './setup-error.js';

/** Options of `app.run()`. */
export interface RunOptions {
  /** Default `PHIAL_HOST`, then `127.0.0.1`. */
  host?: string;
  /** 0 picks a free one; default `PHIAL_PORT`, then 5000. */
  port?: number;
  /** A path: a Unix socket there, instead of host and port; default `PHIAL_SOCKET`, then none. */
  socket?: string;
  /** Default the `debug` of `createApp()`. */
  debug?: boolean;
}

/** How the command line wants the apps of an entry to run: the entry's own `app.run()` is then its business. */
export interface Launch {
  /** The app that the entry exports, once it is loaded, or one that is about to listen before. It alone gets the place, and waits. */
  app?: object;
  /** `load`: the app is only looked at, and does not listen. `check`: nor does it start. */
  mode: 'run' | 'load' | 'check';
  /** They win over those of the entry's own `app.run()`. */
  options: RunOptions;
  /** Whether every request is logged; default false. */
  logsRequests?: boolean;
  /** Whether pages reload themselves when the app has changed; default false. */
  reloadsPages?: boolean;
  /** Awaited before the app listens. It may have the port, where another process keeps it open. */
  beforeListening?: ((address: ListenOptions) => Promise<BoundPort | undefined>) | undefined;
  /** Where apps leave what is found of them, for `phial check`. */
  check?: Check;
}

/** What `phial check` hears of the apps that an entry makes. */
export interface Check {
  /** The file that exports the app. */
  entry: string;
  /** What was found, instead of in the log. */
  found: PlacedFinding[];
  /** What else can be asked of each app when all is loaded. */
  further: (() => Promise<PlacedFinding[]>)[];
}

/** A finding, and where it is in the sources, as far as that is known. */
export interface PlacedFinding extends Finding {
  /** From the working directory, or a whole path. */
  file?: string;
  line?: number;
  severity: 'error' | 'warning';
}

// On the global object: the command line and the entry may have loaded phial from different folders.
const KEY = Symbol.for('phial.launch');

export function setLaunch(launch: Launch): void {
  (globalThis as { [KEY]?: Launch })[KEY] = launch;
}

/** How the command line wants an app to run that is about to listen, unless it is another than the entry's. */
export function launchOf(app: object): Launch | undefined {
  const launch = currentLaunch();
  if (launch === undefined) return undefined;
  launch.app ??= app;
  return launch.app === app ? launch : undefined;
}

/** Undefined when no command of phial's has started the program. */
export function currentLaunch(): Launch | undefined {
  return (globalThis as { [KEY]?: Launch })[KEY];
}

// On the global object: phial/register and the app may have loaded phial from different folders.
const REGISTERED = Symbol.for('phial.registered');

/** Says that `phial/register` compiles what is loaded from now on. */
export function noteRegistered(): void {
  (globalThis as { [REGISTERED]?: boolean })[REGISTERED] = true;
}

/** Whether it does, by itself or by `phial run`. */
export function isRegistered(): boolean {
  return (globalThis as { [REGISTERED]?: boolean })[REGISTERED] === true;
}
