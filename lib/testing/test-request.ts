import { METHODS } from 'node:http';

import { checkNames } from '../plain/option-names.js';
import { withoutOrigin } from '../request/target.js';
import { encodeMultipart, type TestFiles } from './test-files.js';

/** What a test sends. */
export interface TestRequestOptions {
  /** Arguments of the URL's query; a list repeats, `null` and `undefined` are left out. */
  query?: Record<string, unknown> | URLSearchParams | FormData;
  /** Fields of a form, urlencoded unless there are files; a list repeats, `null` and `undefined` are left out. */
  form?: Record<string, unknown> | URLSearchParams | FormData;
  /** Files of a multipart form, by field: `{ picture: { filename, content, type } }`; a list repeats. */
  files?: TestFiles;
  /** A body sent as JSON. */
  json?: unknown;
  /** A body sent as it is. */
  body?: string | Uint8Array;
  /** A list sends the header several times. */
  headers?: Record<string, string | readonly string[] | undefined> | Headers;
  /** User name and password, for `Authorization: Basic`. */
  auth?: readonly [username: string, password: string];
  /** Whether redirects within the site are followed; default false. */
  followRedirects?: boolean;
}

const OPTION_NAMES = ['query', 'form', 'files', 'json', 'body', 'headers', 'auth', 'followRedirects'];

/** A request as a browser would send it. */
export interface TestRequest {
  method: string;
  url: URL;
  /** The path as it is written, where a URL has its dots resolved. */
  dotted?: string | undefined;
  /** With lower-case names. */
  headers: Record<string, string | readonly string[]>;
  payload: string | Buffer | undefined;
}

/**
 * @param path a path, or a whole URL, whose host is then asked for
 * @throws TypeError for unknown options, or options that do not fit together
 */
export async function toRequest(method: string, path: string, options: TestRequestOptions): Promise<TestRequest> {
  checkNames('A test request', options, OPTION_NAMES);
  const { query = {}, headers = {}, auth } = options;
  const url = toUrl(path);
  const args = new URLSearchParams(pairs('query', query)).toString();
  if (args !== '') url.search += `${url.search === '' ? '' : '&'}${args}`;
  const { type, payload } = await bodyOf(options);
  const given = Object.entries(headers instanceof Headers ? Object.fromEntries(headers) : asObject('headers', headers))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name.toLowerCase(), value!] as const);
  return {
    method: checkedMethod(method),
    url,
    dotted: dottedIn(path),
    payload,
    headers: {
      host: url.host,
      ...(type !== undefined && { 'content-type': type }),
      ...(auth !== undefined && { authorization: basic(auth) }),
      ...Object.fromEntries(given),
    },
  };
}

/**
 * What a browser sends after a redirect (fetch standard, section 4.4): 301 and 302 make a POST a GET, 303 everything but
 * a HEAD, and otherwise the request is repeated with its body.
 *
 * @throws Error when it leads to another site
 */
export function toFollowing(request: TestRequest, status: number, location: string): TestRequest {
  const origin = `http://${String(request.headers['host'])}`;
  const url = new URL(location, origin + request.url.pathname + request.url.search);
  // The host alone: the app may believe that it is asked by https, as behind a proxy.
  if (url.host !== new URL(origin).host)
    throw new Error(`The redirect to ${location} leads to another site, where a test client cannot follow.`);
  const { method, headers } = request;
  const becomesGet = status === 303 ? method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST';
  if (!becomesGet) return { ...request, url, dotted: undefined };
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('content-'));
  return { method: 'GET', url, headers: Object.fromEntries(kept), payload: undefined };
}

/** What inject() sends as it is: it resolves the dots of a path, and of `http:`, but not those of a scheme without paths. */
export function targetOf({ url: { origin, pathname, search }, dotted }: TestRequest): string {
  return (dotted === undefined ? pathname : `as-written:${origin}${dotted}`) + search;
}

/** An attacker's client resolves nothing: a test of what such paths reach has to ask for them. */
function dottedIn(path: string): string | undefined {
  const written = withoutOrigin(path).split(/[?#]/, 1)[0]!;
  if (!DOTS.test(written)) return undefined;
  return (written.startsWith('/') ? written : `/${written}`).replaceAll(' ', '%20');
}

const DOTS = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)/i;

const BASE = 'http://localhost';

function checkedMethod(method: string): string {
  const upper = String(method).toUpperCase();
  if (!METHODS.includes(upper)) throw new TypeError(`'${method}' is no HTTP method that Node knows.`);
  return upper;
}

function toUrl(path: string): URL {
  if (typeof path !== 'string')
    throw new TypeError(`A test request goes to a path, '/notes' for instance, not to ${String(path)}.`);
  // Two slashes are the beginning of the path, as they are in a request line, and not of a host.
  const url = path.startsWith('//') ? new URL(BASE + path) : new URL(path, BASE);
  if (url.protocol === 'http:') return url;
  throw new TypeError(
    `The test client speaks http alone. To test https, pass fastify: { trustProxy: true } to createApp(), and send { headers: { 'x-forwarded-proto': 'https' } }.`,
  );
}

function basic(auth: readonly [string, string]): string {
  if (!Array.isArray(auth) || auth.length !== 2) throw new TypeError('auth takes a list of two: [username, password].');
  return `Basic ${Buffer.from(auth.join(':')).toString('base64')}`;
}

async function bodyOf({
  form,
  files,
  json,
  body,
}: TestRequestOptions): Promise<{ type?: string; payload: string | Buffer | undefined }> {
  if ([form ?? files, json, body].filter((one) => one !== undefined).length > 1)
    throw new TypeError('A request has one body: give one of form (with its files), json and body.');
  if (files !== undefined) return encodeMultipart(pairs('form', form ?? {}), files);
  if (form !== undefined)
    return { type: 'application/x-www-form-urlencoded', payload: new URLSearchParams(pairs('form', form)).toString() };
  if (json !== undefined) return { type: 'application/json', payload: JSON.stringify(json) };
  if (body === undefined || typeof body === 'string') return { payload: body };
  if (body instanceof Uint8Array) return { payload: Buffer.from(body) };
  throw new TypeError('A body is text or bytes; json takes data, and form takes fields.');
}

function pairs(option: string, values: Record<string, unknown> | URLSearchParams | FormData): [string, string][] {
  if (values instanceof URLSearchParams) return [...values];
  if (values instanceof FormData) return [...values].map(([name, value]) => [name, textOf(option, name, value)]);
  return Object.entries(asObject(option, values)).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one != null)
      .map((one): [string, string] => {
        if (typeof one === 'object')
          throw new TypeError(
            `${option}.${name} is an object, which would be sent as ${JSON.stringify(String(one))}. Give its text, or a list of texts.`,
          );
        return [name, String(one)];
      }),
  );
}

function asObject<Values extends object>(option: string, values: Values): Values {
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new TypeError(`${option} takes an object of names and values.`);
  // It has no members: all of it would be left out.
  if (values instanceof Map)
    throw new TypeError(`${option} takes an object of names and values, not a Map. Write Object.fromEntries(map).`);
  return values;
}

/** What a `FormData` holds. */
function textOf(option: string, name: string, value: string | Blob): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${option}.${name} is a file. Write files: { ${name}: { filename, content } }.`);
}
