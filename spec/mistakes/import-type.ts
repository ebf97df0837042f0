// Lint rules: the class of a parameter is imported with import type.
// told: start
// says: Notes.index: parameter 1 (request) | import { Request } from 'phial' | without the word 'type'
// ask: GET /
import { createApp, Get } from 'phial'; // cure: import { createApp, Get, Request } from 'phial';
import type { Request } from 'phial'; // cure:

class Notes {
  @Get('/')
  index(request: Request) {
    return request.path;
  }
}

export const app = createApp({ controllers: [Notes] });
