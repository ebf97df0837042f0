import type { FastifyInstance } from 'fastify';

import type { Route } from '../classes/scanner.js';
import { addressToListenAt, choicesOf, overruled } from '../config/address.js';
import { launchOf, type RunOptions } from '../plain/launch.js';
import type { Logger } from '../plain/logger.js';
import type { RouteListing } from '../routes/listing.js';
import { leaveExceptions, logExceptions } from './exceptions.js';
import { listen, urlListenedAt } from './listening.js';
import { leaveRejections, logRejections } from './rejections.js';
import { endOfProcess, isToListen, noteStarted, stopAtSignal } from './stopping.js';

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
 * Readies an app, listens, and stops it at a signal, which may come before it listens.
 *
 * @returns the address
 * @throws what kept it from listening, once the app is closed
 */
export async function serve(app: Served, options: RunOptions): Promise<string> {
  const { templates, routes } = app.parts.runtime;
  stopAtSignal(app);
  try {
    await app.ready();
    noteStarted(app);
    // Debug mode may come after the app was readied.
    if (app.debug) await templates.ready();
    // Not before: an entry that is loaded has said which of its apps it is.
    const launch = launchOf(app);
    const address = addressToListenAt(overruled(options, launch?.options));
    const port = await launch?.beforeListening?.(address);
    refuseIfClosed(app);
    await listen(app.fastify, address, app.debug ? ', in debug mode' : '', choicesOf(options, launch), port);
    refuseIfClosed(app);
    logRejections(app, () => routes.routes);
    logExceptions(app);
    return urlListenedAt(app.fastify, address);
  } catch (error) {
    // What it could not do is of more interest than what else fails when it gives up.
    await app.close().catch((second: unknown) => app.log.error(second, 'Stopping failed'));
    // A signal has closed it, and ends the process in good order.
    await endOfProcess();
    throw error;
  }
}

function refuseIfClosed(app: Served): void {
  if (!isToListen(app)) throw new Error('The app was closed before it listened. Await app.run() before app.close().');
}

/** For an app that is closed: what goes wrong in the process is no longer for its log. */
export function leave(app: Served): void {
  leaveRejections(app);
  leaveExceptions(app);
}
