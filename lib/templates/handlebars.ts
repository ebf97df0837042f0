import type Handlebars from 'handlebars';

import { require } from '../plain/require.js';

/** Handlebars itself, for those who load this file. */
export const handlebars = require('handlebars') as typeof Handlebars;
