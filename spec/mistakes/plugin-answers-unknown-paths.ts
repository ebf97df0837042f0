// Fastify: a plugin answers all unknown paths.
// told: start PH222
// says: setNotFoundHandler
// ask: GET /
import { createApp, ErrorHandler, Get } from 'phial';

class Pages {
  // cure: @ErrorHandler(404, { scope: 'app' })
  // cure: missing() {
    // cure: return 'Nothing here.';
  // cure: }

  @Get('/')
  index() {
    return String(ErrorHandler.length);
  }
}

const missing = Object.assign( // cure:
  async (fastify: any) => fastify.setNotFoundHandler(() => 'Nothing here.'), // cure:
  { [Symbol.for('skip-override')]: true }, // cure:
); // cure:

export const app = createApp({ controllers: [Pages], plugins: [missing] }); // cure: export const app = createApp({ controllers: [Pages] });
