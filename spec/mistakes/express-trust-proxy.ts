// Express: one proxy is trusted by number.
// told: compiler, start PH413
// compiler: Type 'number' is not assignable
// says: fastify | its trustProxy is 1 | Name the proxy's address
import { createApp } from 'phial';

export const app = createApp({ fastify: { trustProxy: 1 } }); // cure: export const app = createApp({ fastify: { trustProxy: '127.0.0.1' } });
