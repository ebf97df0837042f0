import { Bare } from '../plain/bare.js';
import { isTaggedHtml, storedKey, tag } from './tagged-json.js';

/** @internal */
export type FlashRecord = [category: string, message: unknown];

/** What of a session is kept between requests, as plain JSON. @internal */
export interface SessionRecord {
  /** The tagged data. */
  d?: Record<string, unknown>;
  /** Flash messages: category and message, which is tagged when it is html. */
  f?: FlashRecord[];
  /** 1 when permanent. */
  p?: 1;
}

/** The record of what a session has. @internal */
export function recordOf(values: Map<string, unknown>, flashes: FlashRecord[], isPermanent: boolean): SessionRecord {
  const d = new Bare() as Record<string, unknown>;
  for (const [key, value] of values) d[storedKey(key)] = tag(value, key);
  return ordered({ d, f: flashes, p: isPermanent ? 1 : undefined });
}

/** Whether data may be a record: another program, or another Phial, may have kept it. @internal */
export function isRecord(data: unknown): data is SessionRecord {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  const { d = {}, f = [] } = data as { d?: unknown; f?: unknown };
  return typeof d === 'object' && d !== null && !Array.isArray(d) && Array.isArray(f) && f.every(isFlash);
}

/** Whether data are a record with values, and not with flash messages alone. @internal */
export function hasValues(data: unknown): boolean {
  return isRecord(data) && Object.keys(data.d ?? {}).length > 0;
}

function isFlash(entry: unknown): boolean {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [category, message] = entry as unknown[];
  return typeof category === 'string' && (typeof message === 'string' || isTaggedHtml(message));
}

/** Always the same keys in the same order, and none that is empty, so that equal records are equal text. @internal */
export function ordered({ d = {}, f = [], p }: SessionRecord): SessionRecord {
  const record: SessionRecord = {};
  if (Object.keys(d).length > 0) record.d = d;
  if (f.length > 0) record.f = f;
  if (p === 1) record.p = p;
  return record;
}
