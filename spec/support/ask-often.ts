import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import type { Response as Answer } from 'light-my-request';
import type { App } from 'phial';

import { brokenRequests, operationsOf, validRequests, type Operation } from './document-requests.js';
import { DocumentWitness } from './document-witness.js';

/** More by hand: `FUZZ=50 npx jest spec/openapi/property.spec.ts`. */
const TIMES = Number(process.env['FUZZ'] ?? 1);
/** As much as an operation may take. */
export const PATIENCE = 60_000 * TIMES;
// The same for everybody, so that no change fails by chance; by hand, others each time.
const RUNS = { numRuns: 40 * TIMES, ...(process.env['FUZZ'] === undefined && { seed: 20_261_129 }) };

/** What is asked of an operation. */
export interface Asking {
  /** Sent with each request: a cookie of a session, for instance. */
  headers?: Record<string, string>;
  /** Whether the schemas have no rules but those that JSON Schema can tell: then all that fits is accepted. */
  isExact?: boolean;
}

/** The operations of an app's document, by their names. */
export async function operationsIn(app: App): Promise<{ document: object; operations: [string, Operation][] }> {
  // As long as there is a test client, responses are held to their schemas.
  const document = (await app.testClient().get('/openapi.json')).json<object>();
  const operations = operationsOf(document);
  return { document, operations: operations.map((one) => [`${one.method.toUpperCase()} ${one.path}`, one]) };
}

/** Sends requests to an operation that fit its document, and such that do not. @throws Error when an answer is not described */
export async function askOften(app: App, document: object, operation: Operation, asking: Asking = {}): Promise<void> {
  const { headers = {}, isExact = false } = asking;
  const witness = new DocumentWitness(document);
  const ask = async (request: InjectOptions): Promise<Answer> => {
    // Past the test client, which would refuse some.
    const answer = await app.fastify.inject({ ...request, headers: { ...headers, ...request.headers } });
    witness.hear(operation, answer);
    return answer;
  };
  await fc.assert(
    fc.asyncProperty(validRequests(operation, document), async (request) => {
      const { statusCode, body } = await ask(request);
      if (isExact && statusCode >= 400) throw new Error(`What fits is refused: ${statusCode} ${body.slice(0, 500)}`);
    }),
    RUNS,
  );
  await fc.assert(
    fc.asyncProperty(brokenRequests(operation, document), async (request) => void (await ask(request))),
    RUNS,
  );
}
