import type { FastifyReply } from 'fastify';

import { asAnnounced } from '../response/announced.js';
import { isStream } from '../response/streams.js';
import { headersOf, isWebResponse, type WebResponse } from '../response/web-response.js';
import { watchedStream } from './deliver.js';
import type { PlannedRequest } from './plan.js';

/**
 * What is sent through Fastify's reply by hand. Of text and bytes Fastify sees the length; a stream is looked after as one
 * that was returned: it is as long as was announced, and what breaks it is in the log.
 *
 * @throws TypeError for a `Content-Length` that is not a number of bytes
 */
export function payloadByHand(request: PlannedRequest, payload: unknown): unknown {
  const { reply, method } = request;
  if (typeof payload !== 'object' || payload === null || method === 'HEAD') return payload;
  const body = isWebResponse(payload) ? webPayload(reply, payload) : payload;
  if (!isStream(body) || reply.statusCode === 204) return body;
  return watchedStream(request, asAnnounced(reply, body, `The body that ${request.plan.who} sent`));
}

/** As if it were returned: of a `fetch()` without the headers that its body no longer fits. */
function webPayload(reply: FastifyReply, payload: WebResponse): object {
  // Fastify says itself that a body which was read cannot be sent.
  if (payload.body === null || payload.bodyUsed) return payload;
  reply.code(payload.status);
  for (const [name, value] of headersOf(payload)) reply.header(name, value);
  return payload.body;
}
