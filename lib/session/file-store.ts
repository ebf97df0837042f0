import { createHash, randomUUID } from 'node:crypto';
import { open, opendir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { Logger } from '../plain/logger.js';
import { PrivateFolder } from './private-folder.js';
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

/** The folder may hold other files, which are not ours. */
const RECORD = /^[\da-f]{64}\.json$/;
const DRAFT = /^[\da-f-]{36}\.draft$/;

interface FileRecord {
  expires: number;
  data: unknown;
}

/** Keeps each session in a file of its own. Several processes may share the folder, and sessions outlive them. */
export class FileSessionStore implements SessionStore {
  /** The folder of the files, as an absolute path. */
  readonly folder: string;
  readonly #folder: PrivateFolder;
  #log: Logger | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws Error when others on this machine could write into the folder */
  constructor({ folder }: FileSessionStoreOptions = {}) {
    this.#folder = new PrivateFolder(folder ?? defaultFolder(), folder === undefined);
    this.folder = this.#folder.path;
    this.#folder.make();
  }

  /** Begins to remove records that are past their time; the app calls it. */
  attach(log: Logger): void {
    this.#log = log;
    void this.#sweepAndLog();
    this.#timer ??= setInterval(() => void this.#sweepAndLog(), SWEEPING).unref();
  }

  /** Ends that; the app calls it when it is closed. */
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
      // Afterwards: what was read counts only when it lay in our folder.
      await this.#folder.check();
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
    const record: FileRecord = { expires: Date.now() + ttlMs, data };
    try {
      await this.#write(id, record);
    } catch (error) {
      if (!isMissing(error)) throw error;
      // Temporary directories are cleaned up, by a program or by hand.
      this.#folder.make();
      await this.#write(id, record);
    }
  }

  /** Removes a record; false when there was none. */
  async delete(id: string): Promise<void> {
    try {
      await this.#folder.check();
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await rm(this.#path(id), { force: true });
  }

  /** Removes what has expired, a file at a time. */
  async sweep(): Promise<void> {
    await this.#folder.check();
    for await (const { name } of await opendir(this.folder)) {
      const limit = RECORD.test(name) ? Date.now() : DRAFT.test(name) ? Date.now() - OLDEST_DRAFT : undefined;
      if (limit !== undefined) await removeOlder(join(this.folder, name), limit);
    }
  }

  async #write(id: string, record: FileRecord): Promise<void> {
    await this.#folder.check();
    const draft = join(this.folder, `${randomUUID()}.draft`);
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(record));
      } finally {
        await file.close();
      }
      // The sweep sees from its date when a record expires, without reading it.
      await utimes(draft, new Date(), new Date(record.expires));
      await rename(draft, this.#path(id));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async #sweepAndLog(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      if (!isMissing(error)) this.#log?.error(error, `Expired sessions in ${this.folder} could not be removed`);
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
  return join(
    tmpdir(),
    `phial-sessions-${user}-${basename(app).replace(/[^\w.-]/g, '_')}-${createHash('sha256').update(app).digest('hex').slice(0, 8)}`,
  );
}

async function removeOlder(path: string, limit: number): Promise<void> {
  try {
    if ((await stat(path)).mtimeMs < limit) await rm(path, { force: true });
  } catch (error) {
    // Another process may sweep at the same time.
    if (!isMissing(error)) throw error;
  }
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
