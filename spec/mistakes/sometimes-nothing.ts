// Flask: a handler returns nothing on one of its ways.
// told: compiler, request
// compiler: may return undefined, which is not an answer
// says: Notes.show returned nothing
// ask: GET /3
import { createApp, Get } from 'phial';

class Notes {
  @Get('/:id')
  show(id: number) {
    if (id === 1) return 'Hello';
    return undefined;
  }
}

export const app = createApp({ controllers: [Notes] });
