import { createRequire } from 'node:module';

import type Handlebars from 'handlebars';

/**
 * Handlebars itself, for those who load this file: as the one file that browsers get, which is loaded in a quarter of the time
 * of the many, and of what makes their source maps. `bundle.mjs` writes a `require()` here, which bundlers follow.
 */
export const handlebars = createRequire(import.meta.url)('handlebars/dist/handlebars.js') as typeof Handlebars;
