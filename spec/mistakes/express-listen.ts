// Express: run() is given the port alone.
// told: compiler, start PH420
// compiler: no properties in common
// says: app.run() | 3000 | Write app.run({ port: 3000 })
import { createApp } from 'phial';

export const app = createApp();
await app.run(3000); // cure: await app.run({ port: 0 });
