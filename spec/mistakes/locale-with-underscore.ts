// Flask: Babel writes a locale with an underscore.
// told: start PH421
// says: locale | "de_CH" | 'de', 'de-CH'
import { createApp } from 'phial';

export const app = createApp({ locale: 'de_CH' }); // cure: export const app = createApp({ locale: 'de-CH' });
