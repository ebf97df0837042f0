import { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { finished } from 'node:stream';

/**
 * Calls back when a response is out, or its client gone, also when it is already. Node's `finished()` is for any stream, and
 * takes longer than a handler to find out what this one does: close.
 */
export function whenOut(raw: ServerResponse, call: () => void): void {
  if (!(raw instanceof ServerResponse) || raw.closed) whenClosed(raw, call);
  // It is about to close. One of Fastify's inject() may have, and does not say so.
  else if (raw.destroyed) setImmediate(call);
  else raw.once('close', call);
}

/** A response over HTTP/2 closes with its stream, and says nothing of it to those who ask afterwards: not to `finished()`. */
function whenClosed(raw: ServerResponse | Http2ServerResponse, call: () => void): void {
  if (!('stream' in raw)) finished(raw, call);
  else if (raw.stream.destroyed) setImmediate(call);
  else raw.stream.once('close', call);
}
