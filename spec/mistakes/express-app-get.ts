// Express: a route is added by app.get().
// told: compiler, start
// compiler: Property 'get' does not exist
// says: app.get is not a function
import { createApp } from 'phial';

export const app = createApp();
app.get('/', () => 'Hello');
