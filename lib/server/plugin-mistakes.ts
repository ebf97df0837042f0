import type { FastifyInstance } from 'fastify';

import { SetupError } from '../plain/setup-error.js';

/** Has a plugin that answers all unknown paths hear what to do in its place: the app answers them itself. */
export function keepUnknownPaths(fastify: FastifyInstance): void {
  const original = fastify.setNotFoundHandler as (...given: unknown[]) => unknown;
  // Scopes inherit it.
  function setNotFoundHandler(this: FastifyInstance, ...given: unknown[]): unknown {
    try {
      return original.apply(this, given);
    } catch (error) {
      const caller: { stack?: string } = {};
      Error.captureStackTrace(caller, setNotFoundHandler);
      throw explained(error, caller.stack);
    }
  }
  fastify.setNotFoundHandler = setNotFoundHandler as FastifyInstance['setNotFoundHandler'];
}

function explained(error: unknown, stack = ''): unknown {
  const { message } = Object(error) as { message?: unknown };
  if (!/^Not found handler already set for Fastify instance with prefix: '\/?'/.test(String(message))) return error;
  const place = placeIn(stack);
  return new SetupError([
    {
      code: 'PH222',
      who: place === undefined ? 'plugins' : `plugins, at ${place}`,
      cause: 'a plugin calls setNotFoundHandler() for all unknown paths, which the app answers itself',
      cure: "Write a method with @ErrorHandler(404, { scope: 'app' }) in its place, or give the plugin a prefix of its own: plugins: [[plugin, { prefix: '/admin' }]].",
    },
  ]);
}

/** The first line of a stack that is not Fastify's own. */
function placeIn(stack: string): string | undefined {
  const frame = stack
    .split('\n')
    .find((line) => line.startsWith('    at ') && !/node:|[\\/]node_modules[\\/](?:fastify|avvio)[\\/]/.test(line));
  return frame === undefined ? undefined : /[^\s(]+:\d+:\d+/.exec(frame)?.[0];
}
