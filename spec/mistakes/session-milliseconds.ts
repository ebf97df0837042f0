// Express: the session's lifetime is in milliseconds.
// told: warning PH423
// says: session.lifetime | 604800000 seconds, 7000 days | 400 days at most | write 604800
import { createApp } from 'phial';

export const app = createApp({ session: { lifetime: 7 * 24 * 3600 * 1000 } }); // cure: export const app = createApp({ session: { lifetime: 7 * 24 * 3600 } });
