import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';

import { environmentWithDotEnv } from '../config/config.js';
import { setLaunch, type Check, type PlacedFinding } from '../plain/launch.js';
import type { Finding } from '../plain/setup-error.js';
import { importApp } from './entry.js';
import { loadFinding, placeOf } from './load-errors.js';

/** Set for the process in which `phial check` loads the entry. */
export const EXAMINES = 'PHIAL_EXAMINES';

/** What that process says in the end. */
export interface Report {
  found: PlacedFinding[];
}

/** Loads an entry, asks its apps, and reports to the process that has started this one. */
export async function examine(entry: string): Promise<void> {
  delete process.env[EXAMINES];
  lendKey();
  // What an app begins in the background may fail, a database's connection for instance: that is not asked.
  process.on('uncaughtException', (error) => console.error(error));
  const check: Check = { entry, found: [], further: [] };
  setLaunch({ mode: 'check', options: {}, check });
  const found = await findingsOf(check);
  process.send!({ found } satisfies Report, () => process.exit(0));
}

/** A key is the machine's own affair, unless it is the one that serves the app. */
function lendKey(): void {
  const { PHIAL_SECRET_KEY: key, NODE_ENV } = environmentWithDotEnv();
  if (NODE_ENV !== 'production' && (key === undefined || key === ''))
    process.env['PHIAL_SECRET_KEY'] = randomBytes(32).toString('hex');
}

async function findingsOf(check: Check): Promise<PlacedFinding[]> {
  const found: PlacedFinding[] = [];
  try {
    await importApp(check.entry);
    for (const further of check.further) found.push(...(await further()));
  } catch (error) {
    found.push(...ofError(error, check.entry));
  }
  return withoutRepeated([...check.found, ...found]);
}

/** A `SetupError`, perhaps of another copy of Phial, has a list of its own. */
function ofError(error: unknown, entry: string): PlacedFinding[] {
  const { name, findings } = Object(error) as { name?: unknown; findings?: readonly Finding[] };
  if (name !== 'SetupError' || findings === undefined) return [loadFinding(error, entry)];
  // An extension throws one where the app calls it.
  const { file, line } = (error instanceof Error ? placeOf(error, entry) : undefined) ?? { file: entry };
  const place = { file: relative('.', file), ...(line !== undefined && { line }) };
  return findings.map((finding) => ({ ...finding, ...place, severity: 'error' }));
}

function withoutRepeated(list: readonly PlacedFinding[]): PlacedFinding[] {
  return list.filter(
    ({ code, who, cause }, index) =>
      list.findIndex((one) => one.code === code && one.who === who && one.cause === cause) === index,
  );
}
