import { join } from 'node:path';

import type { Blueprint } from 'phial';

import { Pages } from './pages.js';
import { Settings, type MyExtensionOptions } from './settings.js';

export type { MyExtensionOptions };

/**
 * Greets whoever comes.
 *
 * @example
 * ```ts
 * createApp({ blueprints: [myExtension({ greeting: 'Good day' })] });
 * ```
 */
export function myExtension(options: MyExtensionOptions = {}): Blueprint {
  return {
    name: 'my-extension',
    prefix: options.prefix ?? '/my-extension',
    controllers: [Pages],
    services: [new Settings(options)],
    templates: join(import.meta.dirname, '..', 'templates'),
  };
}
