// FastAPI: a parameter has a default, and no type.
// told: start
// says: Notes.index: parameter 1 (page) | a default value declares none
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:page')
  index(page = 1) {
    return { page };
  }
}

export const app = createApp({ controllers: [Notes] });
