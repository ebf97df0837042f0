// FastAPI: what the document says of a route is a sentence alone.
// told: compiler, start PH504
// compiler: Type 'string' is not assignable to type 'false | OperationOptions | undefined'
// says: openapi of Notes.index | it is 'All notes' | openapi: { summary: 'All notes' }
import { createApp, Get } from 'phial';

class Notes {
  @Get('/', { openapi: 'All notes' }) // cure: @Get('/', { openapi: { summary: 'All notes' } })
  index() {
    return [];
  }
}

export const app = createApp({ controllers: [Notes] });
