import { addedTo } from '../response/headers.js';
import type { Request } from './request.js';

/** Tells caches that the response depends on a header of the request: on the reply, which is this request's alone. */
export function varyBy(request: Request, field: 'Accept-Language' | 'Cookie'): void {
  // What an extension calls by itself has none.
  const reply = request.reply as Request['reply'] | undefined;
  if (reply === undefined) return;
  const fields = addedTo([reply.getHeader('vary') ?? []].flat().join(', '), field);
  reply.header('vary', fields);
  request.hasHeaders = true;
  // Node has the headers of a stream by now. They leave with its first piece, which may be what depends on this.
  if (request.written !== undefined && !reply.raw.headersSent) reply.raw.setHeader('vary', fields);
}
