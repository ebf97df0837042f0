import { isBodiless } from './head.js';
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

/** What a Response of Phial's is made of that is to be the same. */
export function partsOf(web: WebResponse, subject: string): [ReadableStream | null, Init] {
  checkWebResponse(web, subject);
  const headers = headersOf(web);
  return [streamOf(web, headers), { status: web.status, headers }];
}

/**
 * Whether nobody seems to have set its status: what an error handler makes of the web's class, when the import of Phial's
 * is forgotten, is no success. One that was fetched means its 200.
 */
export function isWithoutStatus(value: unknown): boolean {
  return isWebResponse(value) && value.status === 200 && !isFetched(value);
}

interface Init {
  status: number;
  headers: ResponseHeaders;
}

/**
 * Checks that such a response can be sent.
 *
 * @param subject begins the error: `Notes.show returned`
 * @throws TypeError when its body was read, or when its status is not that of a final response
 */
function checkWebResponse({ status, body, bodyUsed }: WebResponse, subject: string): void {
  if (status < 200 || status > 599)
    throw new TypeError(
      `${subject} a Response of the web whose status is ${status}${status === 0 ? ', that of a request that failed' : ''}. A response takes a status from 200 to 599: throw an Abort(502) instead.`,
    );
  if (bodyUsed || body?.locked === true)
    throw new TypeError(
      `${subject} a Response of the web whose body ${bodyUsed ? 'was read' : 'is being read'} already. Return what was read, or read a copy: await response.clone().text().`,
    );
}

/** Its body. That of an answer to a HEAD is of a length that nobody knows, unless it says so: it is not a body of no bytes. */
function streamOf(web: WebResponse, headers: ResponseHeaders): ReadableStream | null {
  if (web.body !== null || !isFetched(web) || isBodiless(web.status) || headers.has('content-length')) return web.body;
  return ReadableStream.from([]);
}

/** Its headers, but for those of the connection that it came on, and those that its body no longer has. */
export function headersOf(web: WebResponse): ResponseHeaders {
  const kept = new ResponseHeaders(web.headers);
  const named = kept.getAll('connection').flatMap((names) => names.split(','));
  for (const name of [...OF_A_CONNECTION, ...named]) kept.delete(name.trim());
  for (const [name] of [...kept]) if (name.startsWith('proxy-')) kept.delete(name);
  if (isFetched(web) && isDecoded(kept)) for (const name of ['content-encoding', 'content-length']) kept.delete(name);
  return kept;
}

function isFetched({ url }: WebResponse): boolean {
  return url !== undefined && url !== '';
}

/** Whether fetch() takes the encoding off: it leaves all on when there is one that it does not know. */
function isDecoded(headers: ResponseHeaders): boolean {
  const codings = headers.getAll('content-encoding').flatMap((names) => names.toLowerCase().split(','));
  return codings.length > 0 && codings.every((name) => isKnown(name.trim()));
}

function isKnown(coding: string): boolean {
  return DECODED.includes(coding) || (coding === 'zstd' && takesZstd());
}

const DECODED = ['gzip', 'x-gzip', 'deflate', 'br'];

/** The fetch() of Node does since undici 7.11, where zlib does. */
function takesZstd({ undici = '', zstd }: NodeJS.ProcessVersions = process.versions): boolean {
  const [major = 0, minor = 0] = undici.split('.').map(Number);
  return zstd !== undefined && (major > 7 || (major === 7 && minor >= 11));
}

/** RFC 9110, section 7.6.1. */
const OF_A_CONNECTION = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
