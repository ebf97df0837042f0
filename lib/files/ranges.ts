import type { IncomingMessage } from 'node:http';

/**
 * Whether a request may be answered with a part of a file. A range is for GET alone (RFC 9110, section 14.2). The entity tags of
 * files are weak, so that none of them holds in `If-Range` (section 13.1.5): the client gets the whole file.
 */
export function mayBePart({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  return method === 'GET' && headers['if-range']?.includes('"') !== true;
}
