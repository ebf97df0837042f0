// Flask: PHIAL_DEBUG has a word in it.
// told: start PH414
// says: PHIAL_DEBUG | "development" | Write 1 or 0
import { createApp } from 'phial';

process.env['PHIAL_DEBUG'] = 'development'; // cure: process.env['PHIAL_DEBUG'] = '1';
export const app = createApp();
