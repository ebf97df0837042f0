// Fastify: a plugin is imported by a promise.
// told: compiler, start PH403
// compiler: Promise
// says: plugins[0] | not a Fastify plugin | [plugin, { ... }]
import { createApp } from 'phial';

export const app = createApp({ plugins: [import('@fastify/cookie')] }); // cure: export const app = createApp({ plugins: [(await import('@fastify/cookie')).default] });
