import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

import { HTML, HTML_HEADERS, JSON_HEADERS } from '../shared.js';

/** A page for browsers, and RFC 9457's JSON for programs. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  title: string,
  text: string,
  detail?: string,
) {
  reply.code(status).header('vary', 'Accept');
  const best = new Negotiator(request.raw).mediaType(['text/html', 'application/json', 'application/problem+json']);
  if (best === undefined || best === 'text/html')
    return reply
      .headers(HTML_HEADERS)
      .type(HTML)
      .send(errorPage(status, title, text));
  const instance = request.url.split('?', 1)[0];
  return reply
    .headers(JSON_HEADERS)
    .type('application/problem+json; charset=utf-8')
    .serializer(String)
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, instance }));
}

function errorPage(status: number, title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${status} ${title}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }</style>
<h1>${title}</h1>
<p>${escape(text)}</p>
`;
}

function escape(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`) : text;
}
