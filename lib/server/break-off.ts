import type { ServerResponse } from 'node:http';

/**
 * Ends a response whose body broke, so that the client can tell it from a whole one: HTTP/1 closes the connection. HTTP/2
 * has to say that it is an error, or clients take what came for all of it.
 */
export function breakOff(raw: ServerResponse & Partial<Streaming>): void {
  raw.stream?.close(INTERNAL_ERROR);
  raw.destroy();
}

/** Of RFC 9113, section 7: Node's constants would load all of HTTP/2. */
const INTERNAL_ERROR = 2;

/** A response of HTTP/2, whose type Fastify does not give away. */
interface Streaming {
  stream: { close(code: number): void };
}
