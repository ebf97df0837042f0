import type { JsonSchema } from '../input/json-schema.js';

import { reference } from './reference.js';

/** RFC 9457. */
export const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'An error (RFC 9457).',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
  },
  required: ['type', 'title', 'status'],
};

/** @param problem the name under which the other one stands */
export const validationProblem = (problem: string): JsonSchema => ({
  description: 'An error that tells what is not valid in the input.',
  allOf: [
    reference(problem),
    {
      type: 'object',
      properties: {
        errors: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              place: { type: 'string', description: 'Where in the request: `body.author.name`.' },
              path: { type: 'array', items: { type: ['string', 'integer'] } },
              message: { type: 'string' },
            },
            required: ['place', 'path', 'message'],
          },
        },
      },
      required: ['errors'],
    },
  ],
});
