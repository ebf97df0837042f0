import { createRequire } from 'node:module';

/**
 * Loads a CommonJS package. `import` would read it once more, to find out what it exports, and take half as long again:
 * for Fastify and the few others that is a fifth of the time from an app's start to its first answer.
 */
export const require = createRequire(import.meta.url);
