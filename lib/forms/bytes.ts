import type { IncomingMessage } from 'node:http';

import { fastify, type FastifyRequest } from 'fastify';

import { Pieces } from './pieces.js';

/**
 * Reads a body. As Fastify does, but for its pieces: those that a client makes small are joined.
 *
 * @param limit the most bytes that are taken
 * @param take makes the body of its pieces
 * @param done is called with what Fastify would find wrong, or with the body
 */
export function readBody<Body>(
  { headers }: FastifyRequest,
  payload: Payload,
  limit: number,
  take: (pieces: Pieces) => Body,
  done: (error: Error | null, body?: Body) => void,
): void {
  const expected = Number(headers['content-length']);
  if (expected > limit) return done(new fastify.errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
  const pieces = new Pieces();
  let received = 0;
  const end = (error?: Error | null): void => {
    payload.off('data', onData).off('end', end).off('error', end);
    if (error != null) return done(asClients(error));
    // Over HTTP/2 a body whose client leaves comes to its end like one that is whole.
    if (payload.aborted) return done(asClients(new Error('The body was cut off.')));
    const isWhole = Number.isNaN(expected) || (payload.receivedEncodedLength || received) === expected;
    if (isWhole) done(null, take(pieces));
    else done(new fastify.errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH());
  };
  const onData = (chunk: Buffer | string): void => {
    // The stream of a plugin's hook may give text.
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    received += piece.length;
    if (received > limit || (payload.receivedEncodedLength ?? 0) > limit)
      return end(new fastify.errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
    pieces.add(piece);
  };
  payload.on('data', onData).on('end', end).on('error', end).resume();
}

/** A plugin that unpacks bodies tells how many bytes were sent. */
type Payload = IncomingMessage & { receivedEncodedLength?: number };

function asClients(error: Error & { statusCode?: unknown }): Error {
  if (typeof error.statusCode !== 'number' || error.statusCode < 400) error.statusCode = 400;
  return error;
}
