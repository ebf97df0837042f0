import { createHash } from 'node:crypto';

import type { ResponseHeaders } from './headers.js';
import { describe } from './kinds.js';
import { isStreamed } from './streams.js';

/** What is asked of a request: Phial's `Request` has it. */
export interface ConditionalRequest {
  /** In upper case. */
  readonly method: string;
  /** By names in any case. */
  readonly headers: { get(name: string): string | undefined };
}

/** What a response is asked to become once its body is known. */
export interface Wishes {
  /** The entity tag to add. */
  tag?: 'weak' | 'strong' | undefined;
  /** The requests for which it may be 304; one that everybody gets is none of theirs. */
  askedBy?: WeakSet<ConditionalRequest>;
  /** What it was before it became 304, from 200. */
  before?: { body: unknown; isExplicit: boolean } | undefined;
}

/** The streams that an after-hook was given: it may tag whatever it can, and did not choose them. */
const givenToHooks = new WeakSet<object>();

/** Has a stream that an after-hook is given passed over when the hook adds tags. */
export function passOver(body: unknown): void {
  if (isStreamed(body)) givenToHooks.add(body);
}

/**
 * Adds the entity tag of a body: `"..."`, or `W/"..."`.
 *
 * @throws TypeError for a stream, whose bytes nobody knows yet
 */
export function addTag(headers: ResponseHeaders, body: unknown, kind: 'weak' | 'strong'): void {
  if (headers.has('etag') || givenToHooks.has(body as object)) return;
  if (body !== null && typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new TypeError(
      `response.addEtag(): the body is ${describe(body)}, whose bytes are not known yet. Set a tag of your own: response.headers.set('ETag', '"7"').`,
    );
  headers.set('ETag', etagOf(body ?? '', kind === 'weak'));
}

/** Whether the client has what these headers tell of: its request names the same tag, or a date that is not older. */
export function isKnownToClient({ method, headers: asked }: ConditionalRequest, headers: ResponseHeaders): boolean {
  if (!isReading(method)) return false;
  const tags = asked.get('if-none-match');
  // The tag counts alone where there is one (RFC 9110, section 13.1.3).
  if (tags !== undefined) return headers.has('etag') && isAmong(headers.get('etag')!, tags);
  return dateIn(headers, 'last-modified') <= dateIn(asked, 'if-modified-since');
}

/** Whether the client asks for another version than the one that these headers tell of (RFC 9110, section 13.1.1). */
export function isOfAnother({ method, headers: asked }: ConditionalRequest, headers: ResponseHeaders): boolean {
  if (!isReading(method)) return false;
  const tags = asked.get('if-match');
  if (tags !== undefined) return !headers.has('etag') || !isAmong(headers.get('etag')!, tags);
  return dateIn(headers, 'last-modified') > dateIn(asked, 'if-unmodified-since');
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** NaN, which is neither older nor younger, where there is none. */
function dateIn(headers: ConditionalRequest['headers'], name: string): number {
  return Date.parse(headers.get(name) ?? '');
}

/** Whether a tag is in a list of them; a weak one is like a strong one here. */
function isAmong(tag: string, list: string): boolean {
  const plain = (one: string): string => one.trim().replace(/^W\//, '');
  return list.trim() === '*' || (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((one) => plain(one) === plain(tag));
}

function etagOf(body: string | Uint8Array, isWeak: boolean): string {
  return `${isWeak ? 'W/' : ''}"${createHash('sha1').update(body).digest('base64url')}"`;
}
