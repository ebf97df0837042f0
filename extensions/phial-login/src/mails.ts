import type { App, Request } from 'phial';

/** Milliseconds that mails have to be sent when the app is closed. */
const GRACE = 10_000;

/** What is being sent, of each app, which is known by the server of its requests. */
const sending = new WeakMap<object, Set<Promise<void>>>();

/** Not awaited: how long an answer takes must not tell whether there is such an account. */
export function sendLater(request: Request, send: () => Promise<void>): void {
  const { server } = request.environ.request.server;
  const mails = sending.get(server) ?? new Set();
  sending.set(server, mails);
  const log = (error: unknown): void => request.log.error(error, 'A mail could not be sent.');
  const mail = new Promise<void>((resolve) => void setImmediate(resolve)).then(send).catch(log);
  mails.add(mail);
  void mail.then(() => mails.delete(mail));
}

/** Waits until all mails are sent, before the services are closed that they need: for ten seconds at most. */
export async function mailsSent({ fastify, log }: App): Promise<void> {
  const mails = sending.get(fastify.server) ?? new Set();
  if (mails.size === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GRACE);
  });
  await Promise.race([Promise.all(mails), late]);
  clearTimeout(timer);
  if (mails.size > 0)
    log.warn(
      `${mails.size === 1 ? 'A mail of phial-login was' : `${mails.size} mails of phial-login were`} not sent in ${GRACE / 1000} s, and the app is closed all the same. Let login({ mail }) give up sooner, or hand the mail to a job.`,
    );
}
