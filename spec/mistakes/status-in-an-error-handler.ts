// Express: an error handler returns an object with its status.
// told: warning PH705
// says: Notes.full | an object with the status 409 in it | with status 500 | makeResponse(body, 409)
// ask: GET /
import { createApp, ErrorHandler, Get, makeResponse } from 'phial';

class FullError extends Error {}

const full = Date.now() < 0;

class Notes {
  @Get('/')
  index(): string {
    if (full) throw new FullError('There is no room.');
    return 'Room';
  }

  @ErrorHandler(FullError)
  full(error: FullError) {
    return { statusCode: 409, message: error.message }; // cure: return makeResponse({ message: error.message }, 409);
  }
}

export const app = createApp({ controllers: [Notes] });
