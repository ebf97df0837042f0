// Express: the app is started by listen().
// told: compiler, start
// compiler: Property 'listen' does not exist
// says: app.listen is not a function
import { createApp } from 'phial';

export const app = createApp();
app.listen(3000);
