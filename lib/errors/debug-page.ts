import { inspect } from 'node:util';

import type { Abort } from '../response/abort.js';
import { escapeHtml } from '../response/html.js';
import type { Request } from '../request/request.js';
import { Response } from '../response/response.js';

/** What a developer wants to know of an unforeseen error, with the source around it (through youch). */
export async function debugPage(request: Request, error: Abort): Promise<Response> {
  const { plan, openSession } = request;
  // Only now: in production it is never loaded.
  const { Youch } = await import('youch');
  const youch = new Youch();
  youch.metadata.group(
    'Route',
    sections({ Route: { handler: plan.who, path: plan.route?.path ?? 'none' }, Variables: request.params }),
  );
  youch.metadata.group(
    'Request',
    sections({
      Request: { method: request.method, url: request.url.split('?', 1)[0], client: request.remoteAddr },
      Query: request.args.toObject(),
      Form: request.form.toObject(),
      Headers: request.headers.toObject(),
    }),
  );
  if (openSession !== undefined) youch.metadata.group('Session', sections({ Data: openSession.toObject() }));
  const page = await youch.toHTML(originOf(request, error), { title: `${plan.who} failed` });
  return new Response(page, { status: error.status, headers: { 'cache-control': 'no-store' } });
}

/** The same for a terminal: the error's stack, and those of its causes. */
export function debugText(request: Request, error: Abort): Response {
  const { plan, method } = request;
  const text = `${plan.who} failed (${plan.route === undefined ? 'no route' : `${method} ${plan.route.path}`}):\n\n${stackOf(originOf(request, error))}\n`;
  return new Response(text, {
    status: error.status,
    type: 'text/plain; charset=utf-8',
    headers: { 'cache-control': 'no-store' },
  });
}

/** The same for an API client: members of its `application/problem+json`. */
export function debugDetails(request: Request, error: Abort): object {
  const origin = originOf(request, error);
  return {
    detail: origin instanceof Error ? origin.message : inspect(origin),
    handler: request.plan.who,
    route: request.plan.route?.path,
    stack: stackOf(origin).split('\n'),
  };
}

/** What was thrown in the first place. */
function originOf(request: Request, error: Abort): unknown {
  return request.unhandled ?? error.cause ?? error;
}

/** How many causes of causes are shown. */
const DEEPEST = 5;

function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return `thrown: ${inspect(error)}`;
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined || depth === DEEPEST
    ? stack
    : `${stack}\ncaused by ${stackOf(error.cause, depth + 1)}`;
}

interface Row {
  key: string;
  value: unknown;
  dump: boolean;
}

const SECRETS = /cookie|authorization|passw|passphrase|pwd|secret|token|key|csrf|credential|session/i;

/** Those that have something to show. */
function sections(all: Record<string, Record<string, unknown> | undefined>): Record<string, Row[]> {
  return Object.fromEntries(
    Object.entries(all)
      .map(([name, values]) => [name, rows(values)] as const)
      .filter(([, shown]) => shown.length > 0),
  );
}

function rows(values: Record<string, unknown> | undefined): Row[] {
  // youch escapes values, and no keys, which clients choose as well.
  return Object.entries(values ?? {}).map(([key, value]) => ({
    key: escapeHtml(key),
    value: SECRETS.test(key) ? '***' : masked(value),
    dump: typeof value === 'object',
  }));
}

/** The same data without what its keys call a secret, and the queries of addresses, which may have some. */
function masked(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(/(\bhttps?:\/\/[^\s?#]*\?)\S*/g, '$1***');
  if (typeof value !== 'object' || value === null || depth === 5) return value;
  if (Array.isArray(value)) return value.map((one) => masked(one, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, SECRETS.test(key) ? '***' : masked(one, depth + 1)]),
  );
}
