import type { IncomingMessage } from 'node:http';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { readBytes } from '../forms/bytes.js';
import { readMultipart } from '../forms/multipart.js';
import { MULTIPART, parseForm, URLENCODED } from '../forms/urlencoded.js';

/** Types that are read as they are told to be, whatever parsers plugins have brought for other routes. */
const OWN_TYPES = ['application/json', 'text/plain', URLENCODED, MULTIPART];

/** Bodies arrive as bytes, forms as their fields and files; another type that a plugin names stays the plugin's. */
export function acceptBodies(scope: FastifyInstance): void {
  scope.removeContentTypeParser(OWN_TYPES);
  // By name as well: a plugin's expression that fits these types would win over the star.
  for (const type of ['application/json', 'text/plain', '*']) {
    scope.addContentTypeParser(type, (request, payload, done) => {
      readBytes(request, payload, limitOf(request), done);
    });
  }
  scope.addContentTypeParser(URLENCODED, (request, payload, done) => {
    readBytes(request, payload, limitOf(request), (error, body) => {
      if (error !== null) return done(error);
      try {
        done(null, parseForm(body!.toString(), request.phialPlan!.limits));
      } catch (mistake) {
        done(mistake as Error);
      }
    });
  });
  scope.addContentTypeParser(MULTIPART, async (request: FastifyRequest, payload: IncomingMessage) =>
    readMultipart(request, payload, request.phialPlan!.limits),
  );
}

/** Paths that nobody serves have no plan. Fastify makes its options of a route anew for whoever asks. */
function limitOf(request: FastifyRequest): number {
  return request.phialPlan?.limits.body ?? request.routeOptions.bodyLimit;
}
