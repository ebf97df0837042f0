// Express: a route is added by app.get().
// told: compiler, start PH317
// compiler: Property 'get' does not exist
// says: An App has no member 'get' | @Get('/path')
import { createApp } from 'phial';

export const app = createApp();
app.get('/', () => 'Hello');
