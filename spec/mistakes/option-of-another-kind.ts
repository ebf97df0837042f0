// Express: an option is text where it is yes or no.
// told: compiler, start PH401
// compiler: not assignable to type 'boolean
// says: csrf: it is 'off' | true or false
import { createApp } from 'phial';

export const app = createApp({ csrf: 'off' }); // cure: export const app = createApp({ csrf: false });
