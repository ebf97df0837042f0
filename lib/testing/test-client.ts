import { AsyncLocalStorage } from 'node:async_hooks';

import type { InjectOptions as FastifyInjectOptions } from 'fastify';

import type { App } from '../app.js';
import { checkNames } from '../plain/option-names.js';
import { REDIRECTS } from '../response/redirect.js';
import type { Runtime } from '../story/plan.js';
import type { Session } from '../session/session.js';
import { awaited, explained } from './strangers.js';
import { CookieJar } from './test-cookies.js';
import { forwardedPrefix, withoutBase } from '../request/base-path.js';
import { targetOf, toFollowing, toRequest, type TestRequest, type TestRequestOptions } from './test-request.js';

/** Options of `app.testClient()`. */
export interface TestClientOptions {
  /** Whether an error that nobody foresaw is thrown in the test, instead of becoming a 500; default false. */
  throwErrors?: boolean;
}

/** What came back. */
export interface TestResponse {
  /** The HTTP status. */
  status: number;
  /** With lower-case names; a header that came several times is a list. */
  headers: Record<string, string | string[] | undefined>;
  /** The body as text. */
  text: string;
  /** The body as it was sent. */
  bytes: Buffer;
  /** The body, parsed, of the type that the test says: `json<{ id: number }>()`. Throws when it is not JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test knows what it expects
  json<T = any>(this: void): T;
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
  constructor(
    private readonly app: App,
    private readonly runtime: Runtime,
    private readonly settings: TestClientOptions,
  ) {
    checkNames('A test client', settings, ['throwErrors']);
    runtime.onUnforeseen = (error) => unforeseen.getStore()?.push(error);
  }

  /** Sends a GET request. */
  get(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('GET', path, options);
  }

  /** Sends a POST request. */
  post(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('POST', path, options);
  }

  /** Sends a PUT request. */
  put(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('PUT', path, options);
  }

  /** Sends a PATCH request. */
  patch(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('PATCH', path, options);
  }

  /** Sends a DELETE request. */
  delete(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('DELETE', path, options);
  }

  /** Sends a HEAD request. */
  head(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('HEAD', path, options);
  }

  /** Sends an OPTIONS request. */
  options(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request('OPTIONS', path, options);
  }

  /**
   * Sends a request of any method.
   *
   * @throws Error when more than 20 redirects follow each other, or one leads to another site
   */
  request(method: string, path: string, options: TestRequestOptions = {}): Promise<TestResponse> {
    return awaited(this.#ask(method, path, options));
  }

  async #ask(method: string, path: string, options: TestRequestOptions): Promise<TestResponse> {
    let request = await toRequest(method, path, options);
    // Fastify, asked alone, would begin before blueprints have added what takes them time.
    if (!this.app.hasStarted) await this.app.ready();
    let response = await this.#send(request);
    if (options.followRedirects !== true) return response;
    const history: TestResponse[] = [];
    while (response.location !== undefined && REDIRECTS.includes(response.status)) {
      if (history.length === MOST_REDIRECTS)
        throw new Error(`More than ${MOST_REDIRECTS} redirects, the last to ${response.location}.`);
      history.push(response);
      request = toFollowing(request, response.status, response.location);
      response = await this.#send(request);
    }
    return explained({ ...response, history });
  }

  /** Reads or changes the session between requests: `await client.session((session) => session.set('userId', 1))`. */
  async session<Result>(use: (session: Session) => Result | Promise<Result>): Promise<Result> {
    await this.app.ready();
    const { sessions } = this.runtime;
    const cookie = this.cookies.get(sessions.cookieName);
    const session = await sessions.open(cookie === undefined ? undefined : `${sessions.cookieName}=${cookie}`);
    const result = await use(session);
    const kept = await sessions.save(session, false);
    if (kept !== undefined) this.cookies.store([kept], '/');
    return result;
  }

  async #send(request: TestRequest): Promise<TestResponse> {
    const { method, headers, payload } = request;
    const { pathname } = request.url;
    const shown = this.#shown(pathname, headers);
    const cookie = this.cookies.headerFor(shown);
    const errors: unknown[] = [];
    // Awaited inside: Fastify's inject() begins when it is.
    const answer = unforeseen.run(
      errors,
      async () =>
        await this.app.fastify.inject({
          method: method as FastifyInjectOptions['method'],
          url: targetOf(request),
          payload,
          headers: { ...(cookie !== '' && { cookie }), ...headers },
        } as FastifyInjectOptions),
    );
    this.app.connections.outstanding.note(`${method} ${pathname}`, answer);
    const response = await answer.catch((error: unknown) => {
      // Of a stream that broke, inject() tells only that it did.
      if (errors.length > 0) throw this.settings.throwErrors === true ? errors[0] : because(error, errors[0]);
      throw error;
    });
    if (this.settings.throwErrors === true && errors.length > 0) throw errors[0];
    this.cookies.store([response.headers['set-cookie'] ?? []].flat(), shown);
    return toResponse(response);
  }

  /** The path as a browser has it, also when a test asks as a proxy does that has taken the base path off. */
  #shown(pathname: string, headers: TestRequest['headers']): string {
    const base = forwardedPrefix(String(headers['x-forwarded-prefix'] ?? '')) ?? this.runtime.basePath;
    return base + withoutBase(pathname, base);
  }
}

function because(error: unknown, cause: unknown): unknown {
  if (error instanceof Error) error.cause ??= cause;
  return error;
}

type Injected = Awaited<ReturnType<App['fastify']['inject']>>;

function toResponse({ statusCode: status, headers, rawPayload: bytes }: Injected): TestResponse {
  const text = bytes.toString('utf8');
  return explained({
    status,
    bytes,
    text,
    headers: headers as TestResponse['headers'],
    json: () => parse(text, `${status} ${headers['content-type'] ?? 'without a content type'}`),
    location: headers.location,
    history: [],
  });
}

function parse<T>(text: string, what: string): T {
  try {
    // What a test says of the type is its word.
    return JSON.parse(text) as T;
  } catch (error) {
    throw new TypeError(`The response (${what}) is no JSON: ${JSON.stringify(text.slice(0, 200))}`, { cause: error });
  }
}
