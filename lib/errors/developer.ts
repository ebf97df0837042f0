import { isLoopbackClient } from '../request/connection.js';
import type { Request } from '../request/request.js';

/**
 * Whether a request comes from a developer at this machine, who asked this app itself: nothing lies in between, and the
 * page is read by nobody else. Proxies that say nothing of themselves are told by what browsers do not do.
 */
export function isFromDeveloper(request: Request): boolean {
  const { fastifyRequest } = request;
  return isLoopbackClient(fastifyRequest) && isNamedAsListened(request) && !isOldOrForeign(request);
}

/** Whether the Host is where this connection was taken: a foreign site's name may lead here, too (DNS rebinding). */
function isNamedAsListened({ host, isSecure, fastifyRequest }: Request): boolean {
  const port = LOCAL_HOST.exec(host);
  if (port === null) return false;
  // The test client has no connection.
  const { localPort } = fastifyRequest.raw.socket;
  return localPort === undefined || localPort === Number(port[1] ?? (isSecure ? 443 : 80));
}

const LOCAL_HOST = /^(?:(?:[^:]+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::(\d+))?$/i;

/**
 * HTTP/1.0 is what nginx speaks to an app unless it is told otherwise, with the app's own address as the Host. A script
 * of another site may read an answer where the app allows it (CORS); a link to the page is fine.
 */
function isOldOrForeign({ fastifyRequest: { raw, headers } }: Request): boolean {
  return (
    raw.httpVersion === '1.0' ||
    (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate')
  );
}
