// FastAPI: a parameter is a list of numbers.
// told: start PH112
// says: Notes.index: parameter 1 (ids) | A list or a rest parameter is not filled
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes')
  index(ids: number[]) {
    return { ids };
  }
}

export const app = createApp({ controllers: [Notes] });
