import type { App } from 'phial';

/** Milliseconds that running jobs have when the app is closed: as many as requests. */
const GRACE = 10_000;

/**
 * Calls a function when an app begins to close, and waits for it before anything is closed that jobs may use: for ten seconds
 * at most. Requests that run are finished meanwhile.
 */
export function stopBeforeServices(app: App, stop: () => Promise<void>): void {
  let stopped = Promise.resolve();
  app.fastify.addHook('preClose', (done) => {
    stopped = within(GRACE, stop());
    // Who waits for it hears of it.
    stopped.catch(() => undefined);
    done();
  });
  // The hooks of what is loaded last run first: before those of plugins, and Phial's own.
  void app.fastify.register((scope, _options, loaded) => {
    scope.addHook('onClose', () => stopped);
    loaded();
  });
}

/** Waits for a promise, but not longer. */
async function within(time: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, time)));
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
