import { AsyncLocalStorage } from 'node:async_hooks';

import type { InjectOptions as FastifyInjectOptions } from 'fastify';

import type { App } from './app.js';
import type { Runtime } from './runtime.js';
import type { Session } from './session/session.js';
import { CookieJar } from './test-cookies.js';

export interface TestClientOptions {
  /** Whether an error that nobody foresaw is thrown in the test, instead of becoming a 500; default false. */
  throwErrors?: boolean;
}

/** What a test sends. */
export interface TestRequestOptions {
  /** Arguments of the URL's query; a list repeats. */
  query?: Record<string, unknown> | URLSearchParams;
  /** Fields of a urlencoded form; a list repeats. */
  form?: Record<string, unknown> | URLSearchParams;
  /** A body sent as JSON. */
  json?: unknown;
  /** A body sent as it is. */
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  /** User name and password, for `Authorization: Basic`. */
  auth?: readonly [username: string, password: string];
  /** Whether redirects within the app are followed; default false. */
  followRedirects?: boolean;
}

/** What came back. */
export interface TestResponse {
  status: number;
  /** With lower-case names; a header that came several times is a list. */
  headers: Record<string, string | string[] | undefined>;
  text: string;
  bytes: Buffer;
  /** The body, parsed. Throws when it is not JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test knows what it expects
  json(): any;
  /** Where a redirect leads. */
  location: string | undefined;
  /** The redirects that were followed to get here, the first one first. */
  history: TestResponse[];
}

/** More redirects than a browser would follow. */
const MOST_REDIRECTS = 20;

/** The errors of the requests that one client sends, found by the asynchronous context they run in. */
const unforeseen = new AsyncLocalStorage<unknown[]>();

/** Sends requests to an app without a port (through light-my-request), as one browser would: it keeps cookies. */
export class TestClient {
  /** The cookies that the app has set, by name. */
  readonly cookies = new CookieJar();

  /** Test clients are made by `app.testClient()`. @internal */
  constructor(private readonly app: App, private readonly runtime: Runtime, private readonly settings: TestClientOptions) {
    runtime.onUnforeseen = (error) => unforeseen.getStore()?.push(error);
  }

  get(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('GET', path, options);
  }

  post(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('POST', path, options);
  }

  put(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('PUT', path, options);
  }

  patch(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('PATCH', path, options);
  }

  delete(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('DELETE', path, options);
  }

  head(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('HEAD', path, options);
  }

  options(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('OPTIONS', path, options);
  }

  /**
   * Sends a request of any method.
   *
   * @throws Error when more than 20 redirects follow each other, or one leads to another site
   */
  async request(method: string, path: string, options: TestRequestOptions = {}): Promise<TestResponse> {
    let response = await this.#send(method, path, options);
    let at = { method, path, options };
    while (options.followRedirects === true && response.location !== undefined && REDIRECTS.includes(response.status)) {
      if (response.history.length === MOST_REDIRECTS) throw new Error(`More than ${MOST_REDIRECTS} redirects, the last to ${response.location}.`);
      at = followed(at, response);
      const { history } = response;
      const next = await this.#send(at.method, at.path, at.options);
      next.history = [...history, response];
      response = next;
    }
    return response;
  }

  /** Reads or changes the session between requests: `await client.session((session) => session.set('userId', 1))`. */
  async session<Result>(use: (session: Session) => Result | Promise<Result>): Promise<Result> {
    await this.app.ready();
    const { sessions } = this.runtime;
    const session = sessions.open(this.cookies.get(sessions.cookieName));
    const result = await use(session);
    const cookie = sessions.save(session, false);
    if (cookie !== undefined) this.cookies.store([cookie], '/');
    return result;
  }

  async #send(method: string, path: string, options: TestRequestOptions): Promise<TestResponse> {
    const { url, headers, payload } = toRequest(path, options);
    const cookie = this.cookies.headerFor(new URL(url, BASE).pathname);
    const errors: unknown[] = [];
    // Awaited inside: Fastify's inject() begins when it is.
    const response = await unforeseen.run(errors, async () => await this.app.fastify.inject({
      method: method as FastifyInjectOptions['method'],
      url, payload,
      headers: { ...(cookie !== '' && { cookie }), ...headers },
    } as FastifyInjectOptions));
    if (this.settings.throwErrors === true && errors.length > 0) throw errors[0];
    this.cookies.store([response.headers['set-cookie'] ?? []].flat(), new URL(url, BASE).pathname);
    return toResponse(response);
  }
}

const BASE = 'http://localhost';
const REDIRECTS = [301, 302, 303, 307, 308];

interface Sent {
  method: string;
  path: string;
  options: TestRequestOptions;
}

/** What a browser sends after a redirect: 307 and 308 repeat the request, the others make a POST a GET (fetch standard). */
function followed({ method, path, options }: Sent, { status, location }: TestResponse): Sent {
  const target = new URL(location!, new URL(path, BASE));
  if (target.origin !== BASE) throw new Error(`The redirect to ${location} leads to another site, where a test client cannot follow.`);
  const { query: _query, ...repeated } = options;
  const { form: _form, json: _json, body: _body, ...bare } = repeated;
  const isRepeated = status === 307 || status === 308;
  const keepsMethod = isRepeated || method === 'GET' || method === 'HEAD';
  return { method: keepsMethod ? method : 'GET', path: target.pathname + target.search, options: isRepeated ? repeated : bare };
}

function toRequest(path: string, { query, form, json, body, headers = {}, auth }: TestRequestOptions): { url: string; headers: Record<string, string>; payload: string | Buffer | undefined } {
  if ([form, json, body].filter((one) => one !== undefined).length > 1) throw new TypeError('A request has one body: give one of form, json and body.');
  const args = query === undefined ? '' : pairs(query).toString();
  const content = form !== undefined ? { type: 'application/x-www-form-urlencoded', payload: pairs(form).toString() }
    : json !== undefined ? { type: 'application/json', payload: JSON.stringify(json) }
      : { type: undefined, payload: body instanceof Uint8Array ? Buffer.from(body) : body };
  return {
    url: args === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${args}`,
    payload: content.payload,
    headers: {
      ...(content.type !== undefined && { 'content-type': content.type }),
      ...(auth !== undefined && { authorization: `Basic ${Buffer.from(auth.join(':')).toString('base64')}` }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
  };
}

function pairs(values: Record<string, unknown> | URLSearchParams): URLSearchParams {
  if (values instanceof URLSearchParams) return values;
  return new URLSearchParams(Object.entries(values).flatMap(([name, value]) => [value].flat().filter((one) => one != null).map((one) => [name, String(one)] as [string, string])));
}

type Injected = Awaited<ReturnType<App['fastify']['inject']>>;

function toResponse({ statusCode, headers, rawPayload }: Injected): TestResponse {
  return {
    status: statusCode,
    headers: headers as TestResponse['headers'],
    bytes: rawPayload,
    text: rawPayload.toString('utf8'),
    json: () => JSON.parse(rawPayload.toString('utf8')) as unknown,
    location: headers.location,
    history: [],
  };
}
