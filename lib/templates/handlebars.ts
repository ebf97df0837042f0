import { createRequire } from 'node:module';

import type Handlebars from 'handlebars';

/** Handlebars itself, for those who load this file. `bundle.mjs` writes a `require()` here, which bundlers follow. */
export const handlebars = createRequire(import.meta.url)('handlebars') as typeof Handlebars;
