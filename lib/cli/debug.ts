import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ListenOptions, Socket } from 'node:net';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { watch, type FSWatcher } from 'chokidar';

import { addressIn, addressToListenAt, type Address, type GivenAddress } from '../config/address.js';
import { environmentWithDotEnv } from '../config/config.js';
import type { BoundPort } from '../plain/bound-port.js';
import { STOP_SIGNALS } from '../plain/signals.js';
import { SUPERVISED, type FromApp, type Supervised, type ToApp } from './parent.js';
import { isCode, isWritten } from './saved-files.js';
import { Spares } from './spare.js';
import { StandIn } from './stand-in.js';
import { TypeCheck } from './type-check.js';

/** What is made from code, or does not run with the app. */
const NO_CODE_FOLDERS = ['node_modules', 'coverage', 'dist', 'build'];

/** Milliseconds in which an editor finishes to save all its files. */
const SAVING = 60;

/** Milliseconds in which a request that is on its way over an open connection comes in. */
const DRAINING = 20;

/** Milliseconds that running requests have to finish when the app is stopped; and the app, to close its services. */
const FINISHING = 300;
const STOPPING = 3000;

/**
 * Runs the app in a process of its own, which is replaced when the code changes. While it does not start, browsers are
 * shown why.
 */
export function superviseDebug(entry: string, given: GivenAddress, checksTypes: boolean): void {
  const supervisor = new Supervisor(entry, given, checksTypes);
  supervisor.start();
  for (const signal of STOP_SIGNALS) process.on(signal, () => void supervisor.end());
}

class Supervisor {
  readonly #standIn = new StandIn();
  readonly #watcher: FSWatcher;
  readonly #types: TypeCheck | undefined;
  readonly #spares = new Spares((words) => this.#fork(words, 'spare'));
  /** What runs in the app, wherever it lies. */
  readonly #loaded = new Set<string>();
  #child: ChildProcess | undefined;
  /** Where the app was last heard of. */
  #address: Address | undefined;
  /** The folders whose files are read afresh: templates, static files. */
  #folders: string[] = [];
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isRestarting = false;
  #isEnding = false;

  constructor(
    private readonly entry: string,
    private readonly given: GivenAddress,
    checksTypes: boolean,
  ) {
    if (checksTypes) this.#types = new TypeCheck(entry, (text) => this.#send({ type: 'mistakes', text }));
    this.#watcher = watch([...new Set(['.', dirname(entry)])], {
      ignored: (path) => this.#isIgnored(path),
      ignoreInitial: true,
    })
      .on('all', (_event, path) => this.#onChange(path))
      .on('error', (error) => console.error(`phial: not all files can be watched: ${String(error)}`));
  }

  start(): void {
    const words = this.#words();
    const child = this.#spares.take(words) ?? this.#fork(words, 'app');
    this.#child = child;
    let failure: string | undefined;
    child.on('message', (message: FromApp, port?: BoundPort) => {
      if (message.type === 'failed') failure = message.message;
      this.#hear(message, port);
    });
    child.on('exit', (code, signal) => {
      if (child !== this.#child || this.#isRestarting || this.#isEnding) return;
      this.#child = undefined;
      void this.#showFailure(
        failure ?? `The app has ended by itself (${signal ?? `exit code ${code}`}). The terminal may say more.`,
      );
    });
  }

  #fork(words: readonly string[], what: Supervised): ChildProcess {
    return fork(process.argv[1]!, words, { env: { ...process.env, [SUPERVISED]: what } });
  }

  /** What stands on the command line of the app's process. */
  #words(): string[] {
    const { host, port, socket } = this.#arguments();
    return [
      'run',
      this.entry,
      '--debug',
      ...(host === undefined ? [] : ['--host', host]),
      ...(port === undefined ? [] : ['--port', String(port)]),
      ...(socket === undefined ? [] : ['--socket', socket]),
    ];
  }

  /** Ends the app, and this process. A second time: at once. */
  async end(): Promise<void> {
    if (this.#isEnding) {
      this.#child?.kill('SIGKILL');
      process.exit(1);
    }
    this.#isEnding = true;
    this.#spares.drop();
    this.#types?.stop();
    await this.#stopChild();
    process.exit(0);
  }

  #hear(message: FromApp, port?: BoundPort): void {
    if (message.type === 'ready') return this.#letListen(message.address);
    if (message.type === 'port') return this.#standIn.take(port!);
    if (message.type === 'loaded') {
      this.#spares.know(message.libraries);
      return this.#watch(message.files);
    }
    if (message.type === 'prepared') return;
    if (message.folders.length > 0) this.#folders = message.folders;
    if (message.type === 'failed') return;
    this.#address = addressIn(message.address);
    // One that is told to stop already does not take them.
    if (!this.#isRestarting) void this.#standIn.end((socket) => this.#give(socket));
    void this.#types?.start();
    this.#spares.makeSoon(this.#words());
  }

  /** Hands over the port where it is still the same: in between, a connection would be refused. */
  #letListen(address: ListenOptions): void {
    const port = isDeepStrictEqual(address, this.#address) ? this.#standIn.port : undefined;
    if (port === undefined) this.#standIn.release();
    this.#send({ type: 'listen' }, port);
  }

  /** What lies in the folders that are watched already, and is not left out there, is watched once. */
  #watch(files: readonly string[]): void {
    for (const file of files.filter((one) => !this.#loaded.has(one))) {
      this.#loaded.add(file);
      this.#watcher.add(file);
    }
  }

  /** A port that was picked is kept, so that open pages find the app again. */
  #arguments(): GivenAddress {
    const wanted = addressToListenAt(this.given, environmentWithDotEnv());
    if ('path' in wanted || wanted.port !== 0) return this.given;
    const picked = this.#address !== undefined && 'port' in this.#address ? this.#address.port : 0;
    return { host: this.given.host, port: picked };
  }

  #onChange(path: string): void {
    const isReadAfresh = this.#folders.some((folder) => isWithin(folder, path));
    if (isReadAfresh && this.#child !== undefined) this.#send({ type: 'reload' });
    // A template that does not compile keeps the app from starting, as a folder does that is not there.
    else if (
      isCode(path) || this.#loaded.has(resolve(path)) ? !isReadAfresh : this.#child === undefined && !isWritten(path)
    )
      this.#restartSoon(path);
  }

  #restartSoon(path: string): void {
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#restart(), SAVING);
  }

  async #restart(): Promise<void> {
    // What is saved meanwhile is seen when this restart is done.
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    this.#types?.stop();
    while (this.#changed.size > 0) {
      console.log(`phial: ${[...this.#changed].map((path) => relative('.', path)).join(', ')} changed: restarting`);
      this.#spares.dropIfChanged(this.#changed);
      this.#changed.clear();
      const stopped = this.#stopChild({ drains: DRAINING });
      if (this.#address !== undefined) await this.#standIn.listen(this.#address, stopped);
      await stopped;
      if (this.#isEnding) return;
    }
    this.#isRestarting = false;
    this.start();
  }

  async #stopChild(how: { drains?: number } = {}): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    this.#send({ type: 'stop', grace: FINISHING, ...how });
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPPING);
    await exited;
    clearTimeout(timer);
  }

  #send(message: ToApp, port?: BoundPort): void {
    // It may end in this very moment.
    if (this.#child?.connected === true) this.#child.send(message, port, {}, () => {});
  }

  /** A connection that came while the app did not listen. */
  #give(socket: Socket): Promise<void> {
    return new Promise((done) => {
      const given = (error: Error | null): void => {
        if (error !== null) socket.destroy();
        done();
      };
      if (this.#child?.connected === true) this.#child.send({ type: 'connection' } satisfies ToApp, socket, {}, given);
      else given(new Error('The app is gone.'));
    });
  }

  async #showFailure(message: string): Promise<void> {
    await this.#standIn.listen(
      this.#address ?? addressToListenAt(this.given, environmentWithDotEnv()),
      Promise.resolve(),
    );
    if (this.#isRestarting || this.#isEnding) return;
    this.#standIn.fail(message);
    this.#spares.makeSoon(this.#words());
    console.error('phial: waiting for a change of the code');
  }

  #isIgnored(path: string): boolean {
    const name = basename(path);
    if (NO_CODE_FOLDERS.includes(name)) return !isWithin(resolve(path), this.entry);
    return name.startsWith('.') && name !== '.' && name !== '..' && !name.startsWith('.env');
  }
}

function isWithin(folder: string, path: string): boolean {
  return join(process.cwd(), relative('.', path)).startsWith(folder + sep);
}
