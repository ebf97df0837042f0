import type { FastifyInstance } from 'fastify';

/** A plugin that waits, or one that calls back. */
type Plugin<Options> = (scope: FastifyInstance, options: Options, done: (error?: Error) => void) => unknown;

/**
 * What a plugin decorates its scope and the replies with, for code that calls it by itself: without the plugin's hooks, routes
 * and plugins, without an app to put it in, and at any time.
 *
 * @throws the plugin's own errors
 */
export async function decorationsOf<Options>(plugin: Plugin<Options>, options: Options): Promise<Decorations> {
  const decorations: Record<string, unknown> = {};
  const decorate = (name: string, value: unknown): void => void (decorations[name] = value);
  const scope = {
    decorate,
    decorateReply: decorate,
    decorateRequest: () => {},
    // What it needs of another plugin, it has.
    hasPlugin: () => true,
    register: () => scope,
  };
  await new Promise<void>((resolve, reject) => {
    const done = (error?: Error): void => (error === undefined ? resolve() : reject(error));
    const running = plugin(scope as never, options, done);
    if (running instanceof Promise) running.then(resolve, reject);
  });
  return decorations as never;
}

/** They have the types that the plugin's package declares. */
type Decorations = FastifyInstance & import('fastify').FastifyReply;
