import { createHash, randomBytes } from 'node:crypto';

import { isError } from '../plain/is-error.js';
import type { Abort } from '../response/abort.js';
import { escapeHtml } from '../response/html.js';
import { throwerOf } from '../request/blame.js';
import type { Request } from '../request/request.js';
import { Response } from '../response/response.js';
import { LIVE_PATH } from '../server/live-reload.js';
import { cureOf } from './cures.js';
import { isSecret, MASK, masked } from './masks.js';
import { sourceReader } from './sources.js';
import { member } from '../plain/member.js';
import { describe, inspected, traceOf, type Trace } from './trace.js';

/** What a developer wants to know of an unforeseen error, with the source around it (through youch). */
export async function debugPage(request: Request, error: Abort): Promise<Response> {
  const { plan, openSession } = request;
  // Only now: in production it is never loaded.
  const { Youch } = await import('youch');
  const youch = new Youch();
  const origin = originOf(request, error);
  const trace = isError(origin) ? traceOf(origin) : { name: 'Thrown', message: inspected(origin), frames: [] };
  const readSource = sourceReader([process.cwd(), ...plan.runtime.app.folders]);
  youch.defineSourceLoader(async ({ fileName = '' }) => {
    const contents = await readSource(fileName);
    return contents === undefined ? undefined : { contents };
  });
  youch.useTransformer((shown) => {
    shown.frames.forEach(quoteFrame);
    // What is given to youch has none of these: it would show a hint as HTML, and a cause whatever it is.
    shown.hint = hintOf(origin);
    shown.cause = isError(origin) ? masked(member(origin, 'cause')) : undefined;
    // Any value is shown.
    shown.raw = masked(origin) as Error;
  });
  youch.metadata.group(
    'Route',
    sections({
      Route: { handler: throwerOf(request, origin), path: plan.route?.path ?? 'none' },
      Variables: request.params,
    }),
  );
  youch.metadata.group('Request', sections(aboutRequest(request)));
  if (openSession !== undefined) youch.metadata.group('Session', sections({ Data: openSession.toObject() }));
  const nonce = randomBytes(16).toString('base64url');
  const page = await youch.toHTML(forYouch(trace), {
    title: `${throwerOf(request, origin)} failed`.replace(/[<>&]/g, ''),
    cspNonce: nonce,
  });
  return new Response(page, { status: error.status, headers: { ...HEADERS, ...policy(request, nonce) } });
}

const HEADERS = { 'cache-control': 'no-store' };

/** The same for a terminal: the error's stack, and those of its causes. */
export function debugText(request: Request, error: Abort): Response {
  const { plan, method } = request;
  const where = plan.route === undefined ? 'no route' : `${method} ${plan.route.path}`;
  const origin = originOf(request, error);
  const cure = cureOf(origin);
  const text = `${throwerOf(request, origin)} failed (${where}):\n\n${describe(origin).join('\n')}\n${cure === undefined ? '' : `\n${cure}\n`}`;
  return new Response(text, { status: error.status, type: 'text/plain; charset=utf-8', headers: HEADERS });
}

/** The same for an API client: members of its `application/problem+json`. */
export function debugDetails(request: Request, error: Abort): object {
  const origin = originOf(request, error);
  return {
    detail: isError(origin) ? traceOf(origin).message : inspected(origin),
    handler: throwerOf(request, origin),
    route: request.plan.route?.path,
    stack: describe(origin),
  };
}

/** What was thrown in the first place. */
function originOf(request: Request, error: Abort): unknown {
  return request.unhandled ?? error.cause ?? error;
}

/** youch looks for frames in all of the stack's text, so that this has frames alone. */
function forYouch({ name, message, frames }: Trace): Error {
  return { name, message: message.slice(0, LONGEST), stack: frames.join('\n') };
}

const LONGEST = 10_000;

/** youch writes these into attributes as they are. */
function quoteFrame(frame: { fileName?: string; functionName?: string; type?: string }): void {
  frame.type ??= 'native';
  frame.fileName = (frame.fileName ?? '').replace(/["<>]/g, encodeURIComponent);
  frame.functionName = frame.functionName?.replace(/"|<(?!anonymous>)/g, "'");
}

/** What to do about it, as some libraries tell. */
function hintOf(origin: unknown): string | undefined {
  if (!isError(origin)) return undefined;
  const hint = member(origin, 'hint') ?? member(origin, 'help') ?? cureOf(origin);
  return typeof hint === 'string' ? escapeHtml(hint.slice(0, LONGEST)) : undefined;
}

/** The page's own scripts and styles run, and no other, should anything on it not be escaped. */
function policy({ origin }: Request, nonce: string): Record<string, string> {
  const copy = createHash('sha256').update(COPY_BUTTON).digest('base64');
  const directives = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'unsafe-hashes' 'sha256-${copy}' ${origin}${LIVE_PATH}.js`,
    `style-src 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return { 'content-security-policy': directives.join('; ') };
}

/** The one `onclick` of youch's page. */
const COPY_BUTTON = 'copyErrorMessage(this)';

interface Row {
  key: string;
  value: unknown;
  dump: boolean;
}

function aboutRequest(request: Request): Record<string, Record<string, unknown>> {
  const [url] = request.url.split('?', 1);
  // The path may have a secret: `/reset/:token`.
  const isOpen = !Object.keys(request.params).some(isSecret);
  return {
    Request: {
      method: request.method,
      url: isOpen ? url : request.origin + patternOf(request),
      client: request.remoteAddr,
    },
    Query: request.args.toObject(),
    Form: request.form.toObject(),
    Headers: request.headers.toObject(),
  };
}

/** A path without what its variables were. A plugin's route has one, too; below a prefix there may be none. */
function patternOf({ plan, fastifyRequest }: Request): string {
  return plan.route?.path ?? fastifyRequest.routeOptions.url ?? `/${MASK}`;
}

/** The sections that have something to show. */
function sections(all: Record<string, Record<string, unknown>>): Record<string, Row[]> {
  return Object.fromEntries(
    Object.entries(all)
      .map(([name, values]) => [name, rows(values)] as const)
      .filter(([, shown]) => shown.length > 0),
  );
}

function rows(values: Record<string, unknown>): Row[] {
  // youch escapes values, and no keys, which clients choose as well.
  return Object.entries(values).map(([key, value]) => ({
    key: escapeHtml(key),
    value: isSecret(key) ? MASK : masked(value),
    dump: typeof value === 'object',
  }));
}
