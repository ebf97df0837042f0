import type Handlebars from 'handlebars';

import { require } from '../require.js';

/** Handlebars itself, for those who load this file. */
export const handlebars = require('handlebars') as typeof Handlebars;
