import { createApp, type App, type AppOptions } from 'phial';

/** An app that logs nothing, unless its options say so. */
export function quietApp(controllers: AppOptions['controllers'] = [], options: AppOptions = {}): App {
  return createApp({ controllers, ...options, fastify: { logger: false, ...options.fastify } } as AppOptions);
}
