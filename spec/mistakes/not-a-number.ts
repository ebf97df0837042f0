// Flask: a variable of the path does not convert.
// told: request
// says: of Notes.show is a number | abc | declare it as a string
// ask: GET /notes/abc
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:id')
  show(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes], debug: true });
