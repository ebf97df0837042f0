import { rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for the large files of a form. It is gone with the process at the latest, or when a later one looks. */
export async function makeUploadFolder(): Promise<string> {
  await (sweeping ??= sweepUploadFolders());
  // mkdtemp gives it to this user alone (mode 700), so that its files need no mode of their own.
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  if (open.size === 0) process.once('exit', removeAll);
  open.add(folder);
  return folder;
}

export async function removeUploadFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  open.delete(folder);
  if (open.size === 0) process.off('exit', removeAll);
}

/** Removes what processes left that were killed: of this user and machine, since those of others cannot be asked for. */
export async function sweepUploadFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  await Promise.all(names.filter(isAbandoned).map((name) => removeOwn(join(tmpdir(), name))));
}

/** Containers may share a temporary folder, and have processes of the same numbers. */
const PREFIX = `phial-upload-${hostname().replace(/[^\w.]/g, '_')}-`;

let sweeping: Promise<void> | undefined;

const open = new Set<string>();

/** A process that is told to stop may do so in the middle of an upload. */
function removeAll(): void {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
}

function isAbandoned(name: string): boolean {
  if (!name.startsWith(PREFIX)) return false;
  const pid = Number.parseInt(name.slice(PREFIX.length), 10);
  // In a container, the last process had the same number, too: see removeOwn().
  return pid > 0 && (pid === process.pid || !isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Another user may have put a folder or a link of that name there; and what is younger than this process is its own. */
async function removeOwn(folder: string): Promise<void> {
  try {
    const stats = await lstat(folder);
    const isOld = stats.birthtimeMs < Date.now() - process.uptime() * 1000;
    if (stats.isDirectory() && stats.uid === (process.getuid?.() ?? stats.uid) && isOld)
      await rm(folder, { recursive: true, force: true });
  } catch {
    // Another process of this app was faster, or it is there to stay.
  }
}
