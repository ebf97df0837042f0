import type { Readable } from 'node:stream';

import type { FastifyReply } from 'fastify';

import { announcedLength, ExactLength, ofLength } from './exact-length.js';
import { discard, toReadable, type Streamed } from './streams.js';

/**
 * The stream of a body. One whose length was announced, by whomever, has that length, or else ends the connection.
 *
 * @param what begins the error: `The body of Notes.show`
 * @throws TypeError for a `Content-Length` that is not a number of bytes
 */
export function asAnnounced(reply: FastifyReply, body: Streamed, what: string): Readable {
  const header = reply.getHeader('content-length');
  if (header === undefined || body instanceof ExactLength) return toReadable(body);
  try {
    return ofLength(announcedLength([header].flat().join(', ')), toReadable(body), what, LEAVE_IT_OUT);
  } catch (error) {
    discard(body);
    throw error;
  }
}

const LEAVE_IT_OUT = ' Leave the header out, also one of a fetch() whose answer is passed on.';
