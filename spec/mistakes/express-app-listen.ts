// Express: the app is started by listen().
// told: compiler, start PH317
// compiler: Property 'listen' does not exist
// says: An App has no member 'listen' | app.run({ port: 3000 })
import { createApp } from 'phial';

export const app = createApp();
app.listen(3000); // cure: export const address = await app.run({ port: 0 });
