import { once } from 'node:events';
import { ReadStream } from 'node:fs';

import { isAbsence } from './find-file.js';
import { Abort } from '../response/abort.js';
import { ofLength } from '../response/exact-length.js';
import { discard } from '../response/streams.js';

/**
 * The body of a file's answer, which gives as many bytes as the answer has announced, also of a file that changes.
 *
 * @param stream as @fastify/send makes it, which reads no further than was announced
 * @throws Abort 404 for a file that went away, or may not be read, between the look and the opening
 */
export async function bodyOf(stream: unknown, announced: number): Promise<unknown> {
  if (!(stream instanceof ReadStream)) return stream;
  // Of an empty file it would read one byte: a range has at least one.
  if (announced === 0) {
    // It may still be opening, and fail.
    discard(stream);
    return '';
  }
  try {
    if (stream.pending) await once(stream, 'open');
  } catch (error) {
    throw isAbsence(error) ? new Abort(404) : error;
  }
  return ofLength(announced, stream, `The file ${String(stream.path)} became shorter while it was sent: it`);
}
