// Express: an error has a status, Object.assign(new Error(), { status: 404 }).
// told: request
// says: Notes.show | status | throw new Abort(404)
// ask: GET /3
import { createApp, Get } from 'phial';

class Notes {
  @Get('/:id')
  show(id: number): string {
    throw Object.assign(new Error(`There is no note ${id}.`), { status: 404 });
  }
}

export const app = createApp({ controllers: [Notes] });
