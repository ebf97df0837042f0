// FastAPI: a promise is a member of what is returned.
// told: compiler, request
// compiler: a promise in it | Await it first
// says: Notes.index | class Promise at .notes | Await it first
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return { notes: Promise.resolve(['Hello']) };
  }
}

export const app = createApp({ controllers: [Notes] });
