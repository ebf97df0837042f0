// FastAPI: an object with a status is thrown, as raise HTTPException(404) does.
// told: request
// says: Notes.show threw { status: 404 | which is no Error | write abort(404, message)
// ask: GET /notes/7
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:id')
  show(id: number): string {
    throw { status: 404, detail: `No note ${id}` };
  }
}

export const app = createApp({ controllers: [Notes] });
