import type { IncomingMessage } from 'node:http';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { readBody } from '../forms/bytes.js';
import { readMultipart } from '../forms/multipart.js';
import type { Pieces } from '../forms/pieces.js';
import { MULTIPART, parseForm, URLENCODED } from '../forms/urlencoded.js';

/** The content types that Phial reads itself, whatever parsers plugins have added for other routes. */
const OWN_TYPES = ['application/json', 'text/plain', URLENCODED, MULTIPART];

/** Reads forms into fields and files, and all other bodies into bytes. A plugin may add a parser for a type of its own. */
export function acceptBodies(scope: FastifyInstance): void {
  scope.removeContentTypeParser(OWN_TYPES);
  // By name as well: a plugin's regular expression that matches these types would win over '*'.
  for (const type of ['application/json', 'text/plain', '*']) {
    scope.addContentTypeParser(type, (request, payload, done) => {
      readBody(request, payload, limitOf(request), takeBytes, done);
    });
  }
  scope.addContentTypeParser(URLENCODED, (request, payload, done) => {
    readBody(request, payload, limitOf(request), takeText, (error, text) => {
      if (error !== null) return done(error);
      try {
        done(null, parseForm(text!, request.phialPlan!.limits));
      } catch (mistake) {
        done(mistake as Error);
      }
    });
  });
  scope.addContentTypeParser(MULTIPART, async (request: FastifyRequest, payload: IncomingMessage) =>
    readMultipart(request, payload, request.phialPlan!.limits),
  );
}

/** A path that no route serves has no plan. `routeOptions` comes last: Fastify makes it anew on each access. */
function limitOf(request: FastifyRequest): number {
  return request.phialPlan?.limits.body ?? request.routeOptions.bodyLimit;
}

function takeBytes(pieces: Pieces): Buffer {
  return pieces.take();
}

function takeText(pieces: Pieces): string {
  return pieces.takeText();
}
