// OpenAPI: the app says how its errors look, and has no error handler that makes them so.
// told: warning PH511
// says: openapi: it says by its errors what the app answers | Write @ErrorHandler(Abort, { scope: 'app' })
import { createApp, Get } from 'phial'; // cure: import { Abort, createApp, ErrorHandler, Get } from 'phial';
import { z } from 'zod';

class Notes {
  @Get('/')
  index() {
    return [];
  }
  // cure: @ErrorHandler(Abort, { scope: 'app' })
  // cure: fail(error: Abort) {
  // cure:   return { error: error.message };
  // cure: }
}

const info = { title: 'Notes', version: '1.0.0' };

export const app = createApp({ controllers: [Notes], openapi: { info, errors: z.object({ error: z.string() }) } });
