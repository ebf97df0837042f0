import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';

/**
 * Whether a request may be answered with a part of a file. A range is for GET alone (RFC 9110, section 14.2). The entity tags of
 * files are weak, so that none of them holds in `If-Range` (section 13.1.5): the client gets the whole file.
 */
export async function mayBePart(
  { method, headers: { range, 'if-range': version } }: Pick<IncomingMessage, 'method' | 'headers'>,
  path: string,
): Promise<boolean> {
  if (method !== 'GET' || version?.includes('"') === true) return false;
  if (range === undefined) return true;
  // Who opens a file that has gone meanwhile says so.
  const file = await stat(path).catch(() => undefined);
  return file === undefined || (isOfVersion(version, file) && !isOfAll(range, file));
}

/** Whether a part is of the version that the client has one of: the date must be the same, and not just as young (section 13.1.5). */
function isOfVersion(date: unknown, { mtime }: Stats): boolean {
  return date === undefined || Date.parse(String(date)) === Date.parse(mtime.toUTCString());
}

/** Whether a range takes in the whole file: @fastify/send has one of more bytes than there are out of reach (section 14.1.2). */
function isOfAll(range: string, { size }: Stats): boolean {
  return [...range.matchAll(/[=,]\s*-(\d+)/g)].some(([, length]) => Number(length) > size);
}
