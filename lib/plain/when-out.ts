import { ServerResponse } from 'node:http';
import { finished } from 'node:stream';

/**
 * Calls back when a response is out, or its client gone, also when it is already. Node's `finished()` is for any stream, and
 * takes longer than a handler to find out what this one does: close.
 */
export function whenOut(raw: ServerResponse, call: () => void): void {
  if (raw instanceof ServerResponse && !raw.closed) raw.once('close', call);
  else finished(raw, call);
}
