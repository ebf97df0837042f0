import type { Session } from '../session/session.js';
import type { Request } from './request.js';

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

/** The source of a stream may still look, but the cookie's time is over. */
function closeWhenWritten(request: Request, session: Session): Session {
  if (request.written !== undefined) session.close();
  return session;
}
