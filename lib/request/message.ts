import type { FastifyReply, FastifyRequest } from 'fastify';

import { MultiDict } from '../forms/multi-dict.js';
import type { UploadedFile } from '../forms/uploaded-file.js';
import { parseQuery } from '../forms/urlencoded.js';
import { parseAuthorization, type Authorization } from './authorization.js';
import { basePathOf } from './base-path.js';
import { bytesIn, filesIn, formIn, jsonIn } from './body.js';
import { addressOf, isFromDeveloper, schemeOf } from './connection.js';
import { cookiesIn, headersIn, mimetypeIn, preferredLanguageOf, preferredOf } from './headers.js';
import type { Serving } from './serving.js';
import { decodedPath, linkablePath, pathOf, queryOf, targetOf } from './target.js';

/** What a client has sent, under Flask's names: the part of a request that is there before anybody looks at it. */
export abstract class RequestMessage {
  /** @internal */
  declare plan: Serving;
  /** @internal */
  declare fastifyRequest: FastifyRequest;
  /** @internal */
  declare reply: FastifyReply;
  /** What was read of it already. @internal */
  declare readArgs: MultiDict | undefined;
  /** @internal */
  declare readHeaders: MultiDict | undefined;
  /** @internal */
  declare readCookies: MultiDict | undefined;
  /** @internal */
  declare readValues: MultiDict | undefined;
  /** @internal */
  declare readJson: { value: unknown } | undefined;

  /** The HTTP method, in upper case. */
  get method(): string {
    return this.fastifyRequest.method;
  }

  /** `https` only when the connection is, or a trusted proxy says so. */
  get scheme(): string {
    return schemeOf(this.fastifyRequest);
  }

  /** Whether the scheme is `https`. */
  get isSecure(): boolean {
    return this.scheme === 'https';
  }

  /** The host that the client asked for, with its port unless that is the scheme's own. */
  get host(): string {
    const host = this.fastifyRequest.host ?? '';
    return host.replace(this.isSecure ? /:443$/ : /:80$/, '');
  }

  /** The scheme and host: `https://example.com`. @internal */
  get origin(): string {
    return `${this.scheme}://${this.host || 'localhost'}`;
  }

  /** The whole URL, as the client has it. */
  get url(): string {
    return this.origin + this.basePath + targetOf(this.fastifyRequest);
  }

  /**
   * Whether a browser sends it for a page of another site that is not one of `trustedOrigins`. Such writes are refused, but
   * for `csrf: false`; a GET is a link, which may come from anywhere.
   */
  get isCrossSite(): boolean {
    return this.plan.runtime.admission.isCrossSite(this.fastifyRequest);
  }

  /**
   * Whether a browser on this machine asks, and the app itself: no proxy lies between, and no other site's script reads the
   * response. In debug mode, the page of an error is for such requests, as is whatever shows what is inside the app.
   */
  get isFromDeveloper(): boolean {
    return isFromDeveloper(this.fastifyRequest.raw, this.isSecure, this.host);
  }

  /** Where the app lives below its host, `/blog`: `url` has it, and `path` has not. Empty at the top. */
  get basePath(): string {
    return basePathOf(this.fastifyRequest, this.plan.runtime.basePath);
  }

  /** The path, percent-decoded but for control characters. It begins with one slash, and so stays on this site in a redirect. */
  get path(): string {
    return decodedPath(pathOf(targetOf(this.fastifyRequest)));
  }

  /**
   * The path with its query, `/notes?page=2`. As a link it leads to the same page: of the path, `%`, `?`, `#` and slashes that
   * were sent percent-encoded stay so.
   */
  get fullPath(): string {
    const target = targetOf(this.fastifyRequest);
    const query = queryOf(target);
    const path = linkablePath(pathOf(target));
    return query === '' ? path : `${path}?${query}`;
  }

  /** The client's address; behind a proxy the one it forwards, when `fastify: { trustProxy }` says to trust it. Empty over a Unix socket. */
  get remoteAddr(): string {
    return addressOf(this.fastifyRequest);
  }

  /** The arguments in the URL's query. @example const page = request.args.get('page', 1, Number); */
  get args(): MultiDict {
    return (this.readArgs ??= parseQuery(queryOf(targetOf(this.fastifyRequest))));
  }

  /**
   * The fields of a form in the body; empty when the body is not a form.
   * @example const title = request.form.require('title');
   */
  get form(): MultiDict {
    return formIn(this);
  }

  /** The files of a multipart form. They are gone when the response has been sent: `save()` those to be kept. */
  get files(): MultiDict<UploadedFile> {
    return filesIn(this);
  }

  /** The arguments, then the form's fields; a GET has no form. */
  get values(): MultiDict {
    const { args, form } = this;
    return (this.readValues ??= form.size === 0 ? args.explainedBy(form) : new MultiDict([...args, ...form]));
  }

  /** The cookies that the client has sent, decoded. */
  get cookies(): MultiDict {
    return (this.readCookies ??= cookiesIn(this.fastifyRequest.headers.cookie));
  }

  /** The headers of the request; their names are case-insensitive. */
  get headers(): MultiDict {
    return (this.readHeaders ??= headersIn(this.fastifyRequest.raw.rawHeaders));
  }

  /** The body as text. Empty for a multipart form, whose fields and files were read from it. */
  get data(): string {
    return this.bytes.toString('utf8');
  }

  /** The body as it came. Empty for a multipart form, whose fields and files were read from it. */
  get bytes(): Buffer {
    return bytesIn(this.fastifyRequest.body);
  }

  /**
   * The body as JSON.
   * @example const { title } = request.json;
   * @throws Abort 415 when the content type is not JSON, 400 when the body does not parse
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing is known of what a client sends
  get json(): any {
    return (this.readJson ??= { value: jsonIn(this) }).value;
  }

  /** The content type without its parameters, in lower case: `application/json`. */
  get mimetype(): string {
    return mimetypeIn(this.fastifyRequest.headers['content-type']);
  }

  /** Whether the body's type is `application/json` or `application/*+json`. */
  get isJson(): boolean {
    return /^application\/(?:[^\s;]+\+)?json$/.test(this.mimetype);
  }

  /** The best of some content types for the client: `accepts('text/html', 'application/json')`; undefined when the client takes none of them. */
  accepts<Type extends `${string}/${string}`>(...types: Type[]): Type | undefined {
    return preferredOf(types, this.fastifyRequest.headers.accept);
  }

  /** The best of some languages for the client: `acceptsLanguages('en', 'de')`; undefined when the client takes none of them. */
  acceptsLanguages<Language extends string>(...languages: Language[]): Language | undefined {
    return preferredLanguageOf(languages, this.fastifyRequest.headers['accept-language']);
  }

  /** What the `Authorization` header says; undefined when there is none, or it is malformed. */
  get authorization(): Authorization | undefined {
    return parseAuthorization(this.fastifyRequest.headers.authorization ?? '');
  }

  /** The page that the client says it comes from. */
  get referrer(): string | undefined {
    return this.fastifyRequest.headers.referer;
  }

  /** What the client says it is. */
  get userAgent(): string | undefined {
    return this.fastifyRequest.headers['user-agent'];
  }
}
