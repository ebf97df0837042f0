import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { basename, join, relative, sep } from 'node:path';

import { watch } from 'chokidar';

import type { App } from '../app.js';
import { hostAndPort } from '../config.js';
import { html } from '../html.js';
import { LIVE_PATH, LiveReload } from '../live-reload.js';

/** Set for the process that a supervisor has started. */
const SUPERVISED = 'PHIAL_SUPERVISED';

type FromApp = { type: 'listening'; address: string; folders: string[] } | { type: 'failed'; message: string };
type ToApp = { type: 'stop' } | { type: 'reload' };

/** Code and configuration: what a running process does not read again. */
const CODE = /\.(?:[cm]?[jt]sx?)$|^(?:package|tsconfig(?:\..+)?)\.json$|^\.env(?:\..+)?$/;

/** Milliseconds in which an editor finishes to save all its files. */
const SAVING = 60;

/** Milliseconds that the app has to close its services before it is restarted. */
const STOPPING = 3000;

/**
 * Runs the app in a process of its own, which is replaced when the code changes. While it does not start, browsers are
 * shown why.
 */
export async function superviseDebug(entry: string, address: { host?: string | undefined; port?: number | undefined }): Promise<void> {
  const supervisor = new Supervisor(entry, hostAndPort({ ...(address.host !== undefined && { host: address.host }), ...(address.port !== undefined && { port: address.port }) }));
  supervisor.start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void supervisor.end().then(() => process.exit(0)));
  }
}

/** Whether this process is the one that a supervisor restarts. */
export function isSupervised(): boolean {
  return process.env[SUPERVISED] === '1';
}

/** Tells the supervisor, if there is one, that the app answers; from then on it may ask for a stop or a reload of pages. */
export function reportListening(app: App, address: string): void {
  if (process.send === undefined) return;
  process.send({ type: 'listening', address, folders: app.folders } satisfies FromApp);
  process.on('message', ({ type }: ToApp) => {
    if (type === 'reload') app.reloadPages();
    else if (type === 'stop') app.stop().finally(() => process.exit(0));
  });
  process.on('disconnect', () => process.exit(0));
}

/** Tells the supervisor, if there is one, why the app does not start. */
export async function reportFailure(error: unknown): Promise<void> {
  if (process.send === undefined) return;
  const message = error instanceof Error ? (error.name === 'SetupError' ? error.message : error.stack ?? error.message) : String(error);
  await new Promise((done) => process.send!({ type: 'failed', message } satisfies FromApp, done));
}

class Supervisor {
  #child: ChildProcess | undefined;
  #errorServer: Server | undefined;
  readonly #live = new LiveReload();
  /** The folders whose files are read afresh: templates, static files. */
  #folders: string[] = [];
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isRestarting = false;
  #isEnding = false;

  constructor(private readonly entry: string, private readonly address: { host: string; port: number }) {
    watch('.', { ignored: (path) => isIgnored(path), ignoreInitial: true }).on('all', (_event, path) => this.#onChange(path));
  }

  start(): void {
    const { host, port } = this.address;
    const child = fork(process.argv[1]!, ['run', this.entry, '--debug', '--host', host, '--port', String(port)], {
      env: { ...process.env, [SUPERVISED]: '1' },
    });
    this.#child = child;
    let failure = '';
    child.on('message', (message: FromApp) => {
      if (message.type === 'failed') {
        failure = message.message;
        return;
      }
      this.#folders = message.folders;
      // A port that was picked is kept, so that open pages find the app again.
      this.address.port = Number(new URL(message.address).port) || port;
    });
    child.on('exit', (code, signal) => {
      if (child !== this.#child || this.#isRestarting || this.#isEnding) return;
      this.#child = undefined;
      this.#showFailure(failure === '' ? `The app has ended by itself (${signal ?? `exit code ${code}`}). The terminal says more.` : failure);
    });
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#stopChild();
  }

  #onChange(path: string): void {
    if (this.#folders.some((folder) => isWithin(folder, path))) {
      this.#send({ type: 'reload' });
      return;
    }
    if (!CODE.test(basename(path))) return;
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#restart(), SAVING);
  }

  async #restart(): Promise<void> {
    // What is saved meanwhile is seen when this restart is done.
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    while (this.#changed.size > 0) {
      console.log(`${[...this.#changed].map((path) => relative('.', path)).join(', ')} changed: restarting`);
      this.#changed = new Set();
      await this.#stopChild();
      await this.#hideFailure();
    }
    this.#isRestarting = false;
    this.start();
  }

  async #stopChild(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    this.#send({ type: 'stop' });
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPPING);
    await exited;
    clearTimeout(timer);
  }

  #send(message: ToApp): void {
    if (this.#child?.connected === true) this.#child.send(message);
  }

  /** Answers in the app's place. */
  #showFailure(message: string): void {
    console.error('phial: waiting for a change of the code');
    this.#errorServer = createServer((request, response) => {
      if (request.url?.startsWith(LIVE_PATH) === true) return this.#live.handle(request, response);
      response.writeHead(500, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(failurePage(message, this.#live.script));
    });
    // The port may be the very reason.
    this.#errorServer.on('error', () => {});
    this.#errorServer.listen(this.address.port, this.address.host);
  }

  async #hideFailure(): Promise<void> {
    const server = this.#errorServer;
    this.#errorServer = undefined;
    if (server === undefined || !server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

function isIgnored(path: string): boolean {
  const name = basename(path);
  return name === 'node_modules' || name === 'coverage' || (name.startsWith('.') && name.length > 1 && !name.startsWith('.env'));
}

function isWithin(folder: string, path: string): boolean {
  return join(process.cwd(), relative('.', path)).startsWith(folder + sep);
}

function failurePage(message: string, script: string): string {
  return String(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>The app does not start</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; } pre { overflow: auto; white-space: pre-wrap; }</style>
<h1>The app does not start</h1>
<pre>${message}</pre>
<p>This page reloads when the code changes.</p>
`) + script;
}
