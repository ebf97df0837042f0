// Express: an origin has a path, as in the options of CORS.
// told: start PH407
// says: trustedOrigins | is no origin | 'https://app.example.com'
import { createApp } from 'phial';

export const app = createApp({ trustedOrigins: ['https://app.example.com/login'] }); // cure: export const app = createApp({ trustedOrigins: ['https://app.example.com'] });
