import type { FastifyInstance, FastifyReply } from 'fastify';

import { addIfMissing, valueIn, type Head } from '../response/head.js';
import { HTML, JSON_TYPE } from '../response/kinds.js';

/**
 * Adds the security headers that neither the handler nor a plugin has set.
 *
 * @param type the response's content type, where it is known
 */
export function addSecurityHeaders(reply: FastifyReply, type = String(reply.getHeader('content-type'))): void {
  const headers = headersFor(type);
  // By number: to go through a list otherwise makes an iterator, and what that gives.
  for (let place = 0; place < headers.length; place++) {
    const { name, value } = headers[place]!;
    if (!reply.hasHeader(name)) reply.header(name, value);
  }
}

/** The head of text, data and pages, which have no headers of their own. It is written at once, and not looked through. */
export function plainHead(type: string, length: string, isSecured: boolean): Head {
  if (!isSecured) return ['content-type', type, 'content-length', length];
  if (!isHtml(type)) return ['content-type', type, NO_SNIFF.name, NO_SNIFF.value, 'content-length', length];
  // prettier-ignore
  return [
    'content-type', type, NO_SNIFF.name, NO_SNIFF.value, SAME_FRAME.name, SAME_FRAME.value, REFERRER.name, REFERRER.value,
    'content-length', length,
  ];
}

/** The same for a head that goes straight to Node. */
export function secureHead(head: Head): void {
  const headers = headersFor(String(valueIn(head, 'content-type')));
  for (let place = 0; place < headers.length; place++) addIfMissing(head, headers[place]!.name, headers[place]!.value);
}

const NO_SNIFF = { name: 'x-content-type-options', value: 'nosniff' } as const;
const SAME_FRAME = { name: 'x-frame-options', value: 'SAMEORIGIN' } as const;
const REFERRER = { name: 'referrer-policy', value: 'strict-origin-when-cross-origin' } as const;

const OF_ALL = [NO_SNIFF];
const OF_PAGES = [NO_SNIFF, SAME_FRAME, REFERRER];

function headersFor(type: string): readonly { name: string; value: string }[] {
  return isHtml(type) ? OF_PAGES : OF_ALL;
}

function isHtml(type: string): boolean {
  // Nearly all are one of these two.
  if (type === HTML || type === JSON_TYPE) return type === HTML;
  return /^text\/html\b/i.test(type);
}

/** Adds them in a scope whose responses are Fastify's own. */
export function secureScope(scope: FastifyInstance): void {
  scope.addHook('onSend', (_request, reply, _payload, done) => {
    addSecurityHeaders(reply);
    done();
  });
}
