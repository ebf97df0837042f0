import { reasonPhrase, type Abort } from '../response/abort.js';
import { escapeHtml, html } from '../response/html.js';
import type { Request } from '../request/request.js';
import { rawPath } from '../request/target.js';
import { Response } from '../response/response.js';
import { checked, furtherMembers } from './further-members.js';

/**
 * The response to an error that no handler took: `application/problem+json` (RFC 9457) for a client that prefers JSON,
 * else a small page; in debug mode, and to this machine alone, it shows how a 500 came about.
 */
export function errorResponse(request: Request, error: Abort): Response | Promise<Response> {
  const isJson = request.prefersJson;
  return isDebugged(request, error)
    ? debugOrNot(request, error, isJson).then((response) => withHeaders(response, error))
    : withHeaders(plain(request, error, isJson), error);
}

function withHeaders(response: Response, error: Abort): Response {
  // The error's own headers, such as `Allow`.
  response.headers.complete(error.headers);
  return response.vary('Accept');
}

function plain(request: Request, error: Abort, isJson: boolean): Response {
  return isJson ? problem(request, error) : page(error);
}

function problem(request: Request, { status, title, message, extras }: Abort, details: object = {}): Response {
  const body = {
    type: 'about:blank',
    title,
    status,
    ...(message !== title && message !== '' && { detail: message }),
    instance: request.basePath + rawPath(request),
    ...checked(request, status, furtherMembers(extras)),
    ...details,
  };
  return new Response(JSON.stringify(body), { status, type: 'application/problem+json; charset=utf-8' });
}

/** Whether an error is shown to its developer, in debug mode. */
export function isDebugged(request: Request, { status }: Abort): boolean {
  return status === 500 && request.plan.runtime.mode.debug && request.isFromDeveloper;
}

/** Errors may be odd enough to confuse what shows them; there is a page all the same. */
async function debugOrNot(request: Request, error: Abort, isJson: boolean): Promise<Response> {
  try {
    const { debugDetails, debugPage, debugText } = await import('./debug-page.js');
    if (isJson) return problem(request, error, debugDetails(request, error));
    // Browsers name HTML; curl and others on a terminal do not.
    const isForBrowser = request.headers.get('accept')?.includes('text/html') === true;
    return isForBrowser ? await debugPage(request, error) : debugText(request, error);
  } catch (failure) {
    request.log.warn({ err: failure }, 'The debug page could not be shown.');
    return plain(request, error, isJson);
  }
}

/** A page that says no more than its status is the same for all; of others all but the message is. */
function page({ status, title, message }: Abort): Response {
  if (title !== reasonPhrase(status))
    return new Response(headOf(status, title) + sentence(status, title, message), { status });
  const { head, whole } = usualPages.get(status) ?? usualPage(status, title);
  return new Response(message === title ? whole : head + sentence(status, title, message), { status });
}

interface UsualPage {
  head: string;
  whole: string;
}

/** By status, of which there are two hundred. */
const usualPages = new Map<number, UsualPage>();

function usualPage(status: number, title: string): UsualPage {
  const head = headOf(status, title);
  const made = { head, whole: head + sentence(status, title, title) };
  usualPages.set(status, made);
  return made;
}

function headOf(status: number, title: string): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${status} ${title}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }</style>
<h1>${title}</h1>
`.toString();
}

function sentence(status: number, title: string, message: string): string {
  const text = message === title ? (DESCRIPTIONS[status] ?? '') : message;
  return text === '' ? '' : `<p>${escapeHtml(text)}</p>\n`;
}

const DESCRIPTIONS: Partial<Record<number, string>> = {
  404: 'There is nothing at this address.',
  405: 'This address does not take requests of this method.',
  500: 'Something went wrong on the server. It has been logged.',
};
