// Flask: the base of URLs is a host alone, as SERVER_NAME is.
// told: start PH412
// says: baseUrl | "example.com" | 'https://example.com'
import { createApp } from 'phial';

export const app = createApp({ baseUrl: 'example.com' }); // cure: export const app = createApp({ baseUrl: 'https://example.com' });
