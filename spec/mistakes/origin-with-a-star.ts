// Other frameworks take a star for all below a domain; here it would be compared as it is, and fit nothing.
// told: start PH407
// says: trustedOrigins | is no origin | 'https://app.example.com'
import { createApp } from 'phial';

export const app = createApp({ trustedOrigins: ['https://*.example.com'] }); // cure: export const app = createApp({ trustedOrigins: ['https://app.example.com'] });
