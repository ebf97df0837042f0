import type { FastifyInstance } from 'fastify';

import type { Route } from '../classes/scanner.js';
import type { Address } from '../config/address.js';
import { currentLaunch } from '../plain/launch.js';
import type { Logger } from '../plain/logger.js';
import type { RouteListing } from '../routes/listing.js';
import { leaveExceptions, logExceptions } from './exceptions.js';
import { listen, urlListenedAt } from './listening.js';
import { leaveRejections, logRejections } from './rejections.js';
import { stopAtSignal } from './stopping.js';

/** An app, as far as it is needed to serve it. */
interface Served {
  readonly fastify: FastifyInstance;
  readonly log: Logger;
  readonly debug: boolean;
  readonly routes: readonly RouteListing[];
  readonly parts: {
    readonly runtime: {
      readonly templates: { ready(): Promise<void> };
      readonly routes: { readonly routes: readonly Route[] };
    };
  };
  ready(): Promise<void>;
  close(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Readies an app, listens, and stops it at a signal.
 *
 * @returns the address
 * @throws what kept it from listening, once the app is closed
 */
export async function serve(app: Served, address: Address): Promise<string> {
  const { templates, routes } = app.parts.runtime;
  try {
    await app.ready();
    // Debug mode may come after the app was readied.
    if (app.debug) await templates.ready();
    const port = await currentLaunch()?.beforeListening?.(address);
    await listen(app.fastify, address, app.debug ? ', in debug mode' : '', port);
  } catch (error) {
    // What it could not do is of more interest than what else fails when it gives up.
    await app.close().catch((second: unknown) => app.log.error(second, 'Stopping failed'));
    throw error;
  }
  stopAtSignal(app);
  logRejections(app, () => routes.routes);
  logExceptions(app);
  return urlListenedAt(app.fastify, address);
}

/** For an app that is closed: what goes wrong in the process is no longer for its log. */
export function leave(app: Served): void {
  leaveRejections(app);
  leaveExceptions(app);
}
