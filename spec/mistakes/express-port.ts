// Express: the port is given with the other options.
// told: compiler, start PH402
// compiler: 'port' does not exist
// says: createApp() | app.run({ port: 3000 })
import { createApp } from 'phial';

export const app = createApp({ port: 3000 }); // cure: export const app = createApp();
