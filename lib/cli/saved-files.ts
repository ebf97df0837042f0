import { fstatSync, statSync } from 'node:fs';
import { basename } from 'node:path';

import { CONFIGURATION } from './spare.js';

/** What a running process does not read again, beside its configuration. */
const CODE = /\.[cm]?[jt]sx?$/;

/** What is made from code, or does not run with the app. */
const NO_CODE = /\.(?:spec|test|d)\.[cm]?[jt]sx?$/;

/** What programs write as they run, which mends nothing: logs, databases, the notes of editors. */
const WRITTEN = /\.(?:log|(?:sqlite|db)\d?)(?:-(?:wal|shm|journal))?$|\.sw[a-p]$|~$/;

/** Whether the file is of the app's code or configuration: when it is saved, the app starts anew. */
export function isCode(path: string): boolean {
  const name = basename(path);
  return CONFIGURATION.test(name) || (CODE.test(name) && !NO_CODE.test(path));
}

/**
 * Whether a program writes the file as it runs: this one, perhaps, by `phial run --debug > out.txt`. An app that did not start
 * is started anew when any other file is saved, which may have mended it.
 */
export function isWritten(path: string): boolean {
  return WRITTEN.test(path) || isOutput(path);
}

function isOutput(path: string): boolean {
  try {
    const file = statSync(path);
    return [1, 2].map((stream) => fstatSync(stream)).some(({ dev, ino }) => dev === file.dev && ino === file.ino);
  } catch {
    // It is gone meanwhile, or a link in a circle; or the terminal is.
    return false;
  }
}
