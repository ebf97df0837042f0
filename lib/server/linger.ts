import { finished } from 'node:stream';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** Milliseconds for which a body that was refused is still read, after the answer. */
const LINGER = 5_000;

/**
 * Reads on, and drops, a body that was refused before its end. A client that is cut off while it sends gets an error of
 * its connection instead of the answer; one that never comes to an end is cut off after a while.
 */
export function linger({ raw }: FastifyRequest, reply: FastifyReply): void {
  // HTTP/2 can end a request without its connection, and the test client sends everything at once.
  if (raw.httpVersionMajor > 1 || raw.complete !== false || raw.destroyed) return;
  raw.unpipe().resume();
  // Fastify and Node would close the connection with the answer.
  const isLast = !reply.raw.shouldKeepAlive;
  reply.raw.shouldKeepAlive = true;
  reply.removeHeader('connection');
  finished(reply.raw, () => {
    const cutOff = setTimeout(() => raw.destroy(), LINGER).unref();
    finished(raw, () => {
      clearTimeout(cutOff);
      if (isLast) raw.socket.end();
    });
  });
}
