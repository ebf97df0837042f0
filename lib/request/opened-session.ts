import { Response } from '../response/response.js';
import { isStreamed } from '../response/streams.js';
import type { Session } from '../session/session.js';
import type { Request } from './request.js';
import { noticeTakeover } from './stage.js';
import { varyBy } from './vary.js';

/** The session for who declared it; one in a store is waited for. */
export function loadSession(request: Request): Session | Promise<Session> {
  if (request.openSession !== undefined || !request.plan.runtime.sessions.isStored) return request.session;
  return (request.loadingSession ??= load(request)) as Promise<Session>;
}

async function load(request: Request): Promise<Session> {
  try {
    return (request.openSession ??= closeWhenWritten(request, await open(request)));
  } finally {
    request.loadingSession = undefined;
  }
}

/** @throws Error for a session in a store, which has to be waited for */
export function openAtOnce(request: Request): Session {
  if (!request.plan.runtime.sessions.isStored) return closeWhenWritten(request, open(request) as Session);
  throw new Error(
    'The session lies in a store and has not been read: nothing in this request declared it. Declare a parameter `session: Session` in the handler, in a hook, or in the context processor of the templates that read it.',
  );
}

function open({ plan, fastifyRequest }: Request): Session | Promise<Session> {
  return plan.runtime.sessions.open(fastifyRequest.headers.cookie);
}

/**
 * The source of a stream may still look, but the cookie's time is over; and so it is after an answer by hand.
 *
 * @throws Error when a cache may give the stream to other visitors, and it is too late to tell it not to
 */
function closeWhenWritten(request: Request, session: Session): Session {
  if (request.written === undefined) {
    if (request.hasEnviron) noticeTakeover(request);
    if (request.stage === 'replied' || request.stage === 'taken over') session.close();
    return session;
  }
  if (isSharedStream(request))
    throw new Error(
      `${request.plan.who}: the session was read for the first time in a stream that had begun, and its Cache-Control lets caches give it to other visitors. Declare a parameter \`session: Session\` in the handler, so that the response gets Vary: Cookie; or let it be 'private'.`,
    );
  varyBy(request, 'Cookie');
  session.close();
  return session;
}

function isSharedStream({ written, reply }: Request): boolean {
  if (!(written instanceof Response) || !isStreamed(written.body)) return false;
  if (!reply.raw.headersSent || reply.raw.writableEnded || reply.raw.destroyed) return false;
  const caching = String(reply.getHeader('cache-control') ?? '');
  return /\b(?:public|max-age|s-maxage)\b/i.test(caching) && !/\b(?:private|no-store|no-cache)\b/i.test(caching);
}
