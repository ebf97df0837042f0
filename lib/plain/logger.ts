import type { FastifyBaseLogger } from 'fastify';

/** pino, through Fastify. */
export type Logger = FastifyBaseLogger;
