// Nest: an exception of one's own has getStatus().
// told: request
// says: Notes.show
// ask: GET /3
import { createApp, Get } from 'phial';

class NotFoundException extends Error {
  getStatus() {
    return 404;
  }
}

class Notes {
  @Get('/:id')
  show(id: number): string {
    throw new NotFoundException(`There is no note ${id}.`);
  }
}

export const app = createApp({ controllers: [Notes] });
