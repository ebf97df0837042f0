// Express: a middleware is added by app.use().
// told: compiler, start PH317
// compiler: Property 'use' does not exist
// says: An App has no member 'use' | @BeforeRequest()
import { createApp } from 'phial';

export const app = createApp();
app.use((_request, _response, next) => next());
