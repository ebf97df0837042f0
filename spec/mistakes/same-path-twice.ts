// Express: two handlers serve one path, so that the second is never reached.
// told: start PH216
// says: Notes.mine | GET /notes/:name is served by Notes.show already, as /notes/:id | Change the path
// ask: GET /notes/3
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:id')
  show(id: number) {
    return { id };
  }

  @Get('/notes/:name') // cure: @Get('/notes/named/:name')
  mine(name: string) {
    return { name };
  }
}

export const app = createApp({ controllers: [Notes] });
