// Phial: a list of types by hand forgets a parameter.
// told: start PH102
// says: Notes.show | parameter 2 (request) | 1 type for 2 parameters | { inject: [...] }
// ask: GET /notes/3
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/notes/:id', { inject: [Number] }) // cure: @Get('/notes/:id', { inject: [Number, Request] })
  show(id: number, request: Request) {
    return { id, path: request.path };
  }
}

export const app = createApp({ controllers: [Notes] });
