import type { Request } from 'phial';

/** Not awaited: how long an answer takes must not tell whether there is such an account. */
export function sendLater(request: Request, send: () => Promise<void>): void {
  const log = (error: unknown): void => request.log.error(error, 'A mail could not be sent.');
  setImmediate(() => void send().catch(log));
}
