import { once } from 'node:events';
import { ReadStream } from 'node:fs';

import type { FastifyReply } from 'fastify';

import { isAbsence } from './find-file.js';
import { Abort } from '../response/abort.js';

/**
 * The body of a file's answer, which gives as many bytes as the answer has announced: what is more would be read as the
 * beginning of the next answer on the connection, and for what is missing the client would wait there.
 *
 * @param stream as @fastify/send makes it, which reads no further than was announced
 * @throws Abort 404 for a file that went away, or may not be read, between the look and the opening
 */
export async function bodyOf(stream: unknown, announced: number, reply: FastifyReply): Promise<unknown> {
  if (!(stream instanceof ReadStream)) return stream;
  // Of an empty file it would read one byte: a range has at least one.
  if (announced === 0) {
    stream.destroy();
    return '';
  }
  stream.once('end', () => {
    if (stream.bytesRead < announced) cutOff(stream, announced, reply);
  });
  try {
    if (stream.pending) await once(stream, 'open');
    return stream;
  } catch (error) {
    throw isAbsence(error) ? new Abort(404) : error;
  }
}

/** Before the response ends by itself, so that its client sees that it is not complete. */
function cutOff({ path, bytesRead }: ReadStream, announced: number, reply: FastifyReply): void {
  reply.request.log.error(
    `The file ${String(path)} became shorter while it was sent: ${bytesRead} of ${announced} bytes were there. The connection is closed.`,
  );
  reply.raw.destroy();
}
