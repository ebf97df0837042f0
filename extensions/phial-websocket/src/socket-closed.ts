/**
 * What sending to a socket throws whose client has left while its method is at work: nobody's mistake. By its members, which
 * are those of an error that stands for an answer, Phial sees that it was foreseen, and does not log it as an error.
 */
export class SocketClosed extends Error {
  /** What proxies write down for a client that has closed its connection. */
  readonly statusCode = 499;
  readonly expose = false;
}
