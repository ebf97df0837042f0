// Django: the list of hosts has an address with a scheme.
// told: start PH407
// says: trustedHosts | is no host | 'example.com'
import { createApp } from 'phial';

export const app = createApp({ trustedHosts: ['https://example.com'] }); // cure: export const app = createApp({ trustedHosts: ['example.com'] });
