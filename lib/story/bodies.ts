import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

import { readMultipart } from '../forms/multipart.js';
import { MULTIPART, parseForm, URLENCODED } from '../forms/urlencoded.js';

/** Types that are read as they are told to be, whatever parsers plugins have brought for other routes. */
const OWN_TYPES = ['application/json', 'text/plain', URLENCODED, MULTIPART];

/** Bodies arrive as bytes, forms as their fields and files; another type that a plugin names stays the plugin's. */
export function acceptBodies(scope: FastifyInstance): void {
  scope.removeContentTypeParser(OWN_TYPES);
  // By name as well: a plugin's expression that fits these types would win over the star.
  for (const type of ['application/json', 'text/plain', '*']) {
    scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
  scope.addContentTypeParser(URLENCODED, { parseAs: 'string' }, (request, body, done) => {
    try {
      done(null, parseForm(body as string, request.phialPlan!.limits));
    } catch (error) {
      done(error as Error);
    }
  });
  scope.addContentTypeParser(MULTIPART, async (request: FastifyRequest, payload: IncomingMessage) =>
    readMultipart(request, payload, request.phialPlan!.limits),
  );
}
