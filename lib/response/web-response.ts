import { ResponseHeaders } from './headers.js';

/**
 * Whether a value is a `Response` of the web: of `fetch()`, or of an SDK that brings its own. Node's own class is not asked
 * for: that would load all of `fetch()`.
 */
export function isWebResponse(value: unknown): value is WebResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Response' &&
    typeof (value as Partial<WebResponse>).arrayBuffer === 'function'
  );
}

/** What is read of a web's `Response`. */
export interface WebResponse {
  readonly status: number;
  /** Empty unless it was fetched. */
  readonly url?: string;
  readonly body: ReadableStream | null;
  readonly bodyUsed: boolean;
  readonly headers: Iterable<readonly [string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Checks that such a response can be sent.
 *
 * @param subject begins the error: `Notes.show returned`
 * @throws TypeError when its body was read, or when its status is not that of a final response
 */
export function checkWebResponse({ status, body, bodyUsed }: WebResponse, subject: string): void {
  if (status < 200 || status > 599)
    throw new TypeError(
      `${subject} a Response of the web whose status is ${status}${status === 0 ? ', that of a request that failed' : ''}. A response takes a status from 200 to 599: throw an Abort(502) instead.`,
    );
  if (bodyUsed || body?.locked === true)
    throw new TypeError(
      `${subject} a Response of the web whose body ${bodyUsed ? 'was read' : 'is being read'} already. Return what was read, or read a copy: await response.clone().text().`,
    );
}

/** Its headers, but for those of the connection that it came on, and those that its body no longer has. */
export function headersOf({ url, headers }: WebResponse): ResponseHeaders {
  const kept = new ResponseHeaders(headers);
  const named = kept.getAll('connection').flatMap((names) => names.split(','));
  for (const name of [...OF_A_CONNECTION, ...named]) kept.delete(name.trim());
  for (const [name] of [...kept]) if (name.startsWith('proxy-')) kept.delete(name);
  // fetch() has decoded the body: it is as long as it was only when it was not encoded.
  if (url !== undefined && url !== '') for (const name of ['content-encoding', 'content-length']) kept.delete(name);
  return kept;
}

/** RFC 9110, section 7.6.1. */
const OF_A_CONNECTION = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
