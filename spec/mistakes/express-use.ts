// Express: a middleware is added by app.use().
// told: compiler, start
// compiler: Property 'use' does not exist
// says: app.use is not a function
import { createApp } from 'phial';

export const app = createApp();
app.use((_request, _response, next) => next());
