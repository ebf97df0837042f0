import type { FastifyRequest } from 'fastify';

import { Abort } from './errors.js';
import { html } from './html.js';
import type { Request } from './request.js';
import { Response } from './response.js';
import { isLoopbackClient } from './security.js';

/**
 * The response to an error that no handler took: a small page, or `application/problem+json` (RFC 9457) for a client
 * that prefers JSON.
 */
export function errorResponse(request: Request, error: Abort): Response {
  const response = prefersJson(request) ? problem(request, error) : page(request, error);
  return withHeadersOf(error, response);
}

/** Gives a response the headers of the error it answers, `Allow` for instance, unless it has them. */
export function withHeadersOf(error: Abort, response: Response): Response {
  for (const [name, value] of Object.entries(error.headers)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}

/** A client that names no preference gets what it sent: JSON for JSON. */
function prefersJson(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '*/*';
  if (accept.trim() === '*/*') return request.isJson;
  const best = request.accepts('text/html', 'application/json', 'application/problem+json');
  return best !== undefined && best !== 'text/html';
}

function problem(request: Request, { status, title, message, extras }: Abort): Response {
  const body = {
    type: 'about:blank', title, status,
    ...(message !== title && { detail: message }),
    instance: request.path,
    ...Object.fromEntries(Object.entries(extras).filter(([name]) => !['title', 'status', 'detail'].includes(name))),
  };
  return new Response(JSON.stringify(body), { status, type: 'application/problem+json; charset=utf-8' });
}

function page(request: Request, error: Abort): Response {
  const { status, title, message } = error;
  const text = message === title ? DESCRIPTIONS[status] ?? '' : message;
  const isDebugPage = status === 500 && error.cause !== undefined && request.plan.runtime.debug && isLoopbackClient(request.fastifyRequest);
  return new Response(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${status} ${title}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; } pre { overflow: auto; }</style>
<h1>${title}</h1>
${text === '' ? '' : html`<p>${text}</p>\n`}${isDebugPage ? debugDetails(request, error.cause) : ''}`, { status });
}

const DESCRIPTIONS: Partial<Record<number, string>> = {
  404: 'There is nothing at this address.',
  405: 'This address does not take requests of this method.',
  500: 'Something went wrong on the server. It has been logged.',
};

/** What a developer wants to know of an unforeseen error; shown in debug mode, to this machine alone. */
function debugDetails(request: Request, cause: unknown): unknown {
  const session = request.openSession === undefined ? {} : request.openSession.toObject();
  return html`<h2>${request.plan.who}: ${request.method} ${request.plan.route?.path ?? request.path}</h2>
<pre>${stackOf(cause)}</pre>
<h2>Request</h2>
<pre>${masked(request.fastifyRequest.headers)}</pre>
<h2>Session</h2>
<pre>${masked(session)}</pre>
`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? String(error);
  return error.cause === undefined ? text : `${text}\nCaused by ${stackOf(error.cause)}`;
}

const SECRETS = /cookie|authorization|password|secret|token|key/i;

function masked(values: FastifyRequest['headers'] | Record<string, unknown>): string {
  return JSON.stringify(values, (name, value: unknown) => (SECRETS.test(name) ? '***' : typeof value === 'bigint' ? String(value) : value), 2);
}
