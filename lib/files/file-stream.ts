import { once } from 'node:events';
import { ReadStream } from 'node:fs';

import { isAbsence } from './find-file.js';
import { Abort } from '../response/abort.js';
import { ofLength, wrongLength } from '../response/exact-length.js';
import { discard } from '../response/streams.js';

/**
 * The body of a file's answer, which gives as many bytes as the answer has announced, also of a file that changes.
 *
 * @param stream as @fastify/send makes it, which reads no further than was announced
 * @throws Abort 404 for a file that went away, or may not be read, between the look and the opening; an Error for a small one that
 * became shorter meanwhile
 */
export async function bodyOf(stream: unknown, announced: number): Promise<unknown> {
  if (!(stream instanceof ReadStream)) return stream;
  // A stream cannot be told to read nothing: its range has at least one byte.
  if (announced === 0) {
    // It may still be opening, and fail.
    discard(stream);
    // Text would be of a type of its own.
    return Buffer.alloc(0);
  }
  try {
    if (announced <= ONE_PIECE) return await wholeOf(stream, announced);
    if (stream.pending) await once(stream, 'open');
  } catch (error) {
    throw isAbsence(error) ? new Abort(404) : error;
  }
  return ofLength(announced, stream, told(stream));
}

/** What a stream holds at most, so that nothing is gained by sending it bit by bit. */
const ONE_PIECE = 64 * 1024;

function wholeOf(stream: ReadStream, announced: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  return new Promise((resolve, reject) => {
    stream
      .on('data', (piece) => pieces.push(piece as Buffer))
      .once('end', () => {
        const whole = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
        if (whole.length === announced) resolve(whole);
        else reject(wrongLength(told(stream), `${whole.length} bytes`, announced));
      })
      .once('error', reject);
  });
}

function told({ path }: ReadStream): string {
  return `The file ${String(path)} became shorter while it was sent: it`;
}
