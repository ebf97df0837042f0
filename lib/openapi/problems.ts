import type { JsonSchema } from '../input/json-schema.js';

/** RFC 9457. */
const PROBLEM: JsonSchema = {
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

const VALIDATION_PROBLEM: JsonSchema = {
  description: 'An error that tells what is not valid in the input.',
  allOf: [
    { $ref: '#/components/schemas/Problem' },
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
};

/** The schemas of errors, by their names. */
export const PROBLEMS: readonly (readonly [name: string, schema: JsonSchema])[] = [
  ['Problem', PROBLEM],
  ['ValidationProblem', VALIDATION_PROBLEM],
];
