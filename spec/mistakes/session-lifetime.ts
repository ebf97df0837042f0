// Express: the session's lifetime is text.
// told: compiler, start PH408
// compiler: not assignable to type 'number'
// says: session.lifetime | "31 days" | seconds
import { createApp } from 'phial';

export const app = createApp({ session: { lifetime: '31 days' } }); // cure: export const app = createApp({ session: { lifetime: 31 * 24 * 3600 } });
