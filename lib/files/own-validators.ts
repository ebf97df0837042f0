import { Readable } from 'node:stream';

import type { FileSendResult } from '@fastify/send';

import { Abort } from '../response/abort.js';
import { isKnownToClient, isOfAnother, type ConditionalRequest } from '../response/conditional.js';
import { ResponseHeaders } from '../response/headers.js';
import { discard } from '../response/streams.js';

/** The conditions of a request, which @fastify/send would weigh against the file's tag and date. */
export const CONDITIONS = ['if-match', 'if-unmodified-since', 'if-none-match', 'if-modified-since'];

/** Whether a handler has set the tag or the date that a file is sent with. */
export function hasOwnValidators(headers: ResponseHeaders): boolean {
  return headers.has('etag') || headers.has('last-modified');
}

/**
 * Weighs the conditions of a request against the tag and the date that its answer has.
 *
 * @param own the handler's headers, which win
 * @returns what was sent, or 304 in place of it
 * @throws Abort 412 when the client asks for another version
 */
export function weigh(request: ConditionalRequest, sent: FileSendResult, own: ResponseHeaders): FileSendResult {
  const headers = new ResponseHeaders(sent.headers);
  headers.replace(own);
  const isAnother = isOfAnother(request, headers);
  if (!isAnother && !isKnownToClient(request, headers)) return sent;
  discard(sent.stream);
  if (isAnother) throw new Abort(412);
  const kept = Object.entries(sent.headers).filter(([name]) => !/^content-/i.test(name));
  return { ...sent, statusCode: 304, headers: Object.fromEntries(kept), stream: Readable.from([]) };
}
