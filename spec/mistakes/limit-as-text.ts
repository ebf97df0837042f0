// Express: a limit is text with its unit.
// told: compiler, start PH411
// compiler: not assignable to type 'number'
// says: limits | body is "10mb" | whole number of bytes
import { createApp } from 'phial';

export const app = createApp({ limits: { body: '10mb' } }); // cure: export const app = createApp({ limits: { body: 10_000_000 } });
