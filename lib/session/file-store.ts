import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { open, opendir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

import type { Logger } from '../config.js';
import type { SessionStore } from './store.js';

/** Options of `new FileSessionStore()`. */
export interface FileSessionStoreOptions {
  /** Default a private folder in the system's temporary directory, named after the working directory. */
  folder?: string;
}

/** Milliseconds between two sweeps of expired records. */
const SWEEPING = 15 * 60 * 1000;

/** Milliseconds after which a draft belongs to a process that is gone. */
const OLDEST_DRAFT = 60 * 60 * 1000;

interface FileRecord {
  expires: number;
  data: unknown;
}

/** Keeps each session in a file of its own. Several processes may share the folder, and sessions outlive them. */
export class FileSessionStore implements SessionStore {
  readonly folder: string;
  #log: Logger | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws Error when the folder is not this user's alone */
  constructor({ folder = defaultFolder() }: FileSessionStoreOptions = {}) {
    this.folder = resolve(folder);
    makePrivate(this.folder);
  }

  attach(log: Logger): void {
    this.#log = log;
    void this.#sweepAndLog();
    this.#timer ??= setInterval(() => void this.#sweepAndLog(), SWEEPING).unref();
  }

  detach(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A record that is damaged counts as none. */
  async get(id: string): Promise<unknown> {
    const path = this.#path(id);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const record = parse(text);
    if (record === undefined) this.#log?.error({ file: path }, 'A session record is damaged: the session is empty');
    return record !== undefined && record.expires > Date.now() ? record.data : undefined;
  }

  /** Atomic: a reader finds the old record or the new one, also when the process is killed meanwhile. */
  async set(id: string, data: unknown, ttlMs: number): Promise<void> {
    const expires = Date.now() + ttlMs;
    const draft = join(this.folder, `${randomUUID()}.draft`);
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify({ expires, data } satisfies FileRecord));
      } finally {
        await file.close();
      }
      // The sweep sees from its date when a record expires, without reading it.
      await utimes(draft, new Date(), new Date(expires));
      await rename(draft, this.#path(id));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async delete(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  /** Removes what has expired, a file at a time. */
  async sweep(): Promise<void> {
    for await (const { name } of await opendir(this.folder)) {
      const path = join(this.folder, name);
      const limit = name.endsWith('.json') ? Date.now() : name.endsWith('.draft') ? Date.now() - OLDEST_DRAFT : 0;
      try {
        if ((await stat(path)).mtimeMs < limit) await rm(path, { force: true });
      } catch (error) {
        // Another process may sweep at the same time.
        if (!isMissing(error)) throw error;
      }
    }
  }

  async #sweepAndLog(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.#log?.error(error, `Expired sessions in ${this.folder} could not be removed`);
    }
  }

  /** Of the id's hash: who can list the folder must not learn ids. */
  #path(id: string): string {
    return join(this.folder, `${createHash('sha256').update(id).digest('hex')}.json`);
  }
}

function defaultFolder(): string {
  const app = process.cwd();
  const user = process.getuid?.() ?? 'user';
  return join(tmpdir(), `phial-sessions-${user}-${basename(app).replace(/[^\w.-]/g, '_')}-${createHash('sha256').update(app).digest('hex').slice(0, 8)}`);
}

/** Others on this machine could have made the folder before us, to read what we put there. */
function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  const isOurs = process.getuid === undefined || uid === process.getuid();
  const isPrivate = process.platform === 'win32' || (mode & 0o077) === 0;
  if (isOurs && isPrivate && lstatSync(folder).isDirectory()) return;
  throw new Error(`FileSessionStore: ${folder} is ${isOurs ? 'open to other users' : "another user's"}. ${isOurs ? `Close it: chmod 700 ${folder}` : 'Choose another folder.'}`);
}

function parse(text: string): FileRecord | undefined {
  try {
    const record = JSON.parse(text) as FileRecord;
    return typeof record.expires === 'number' && typeof record.data === 'object' ? record : undefined;
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
