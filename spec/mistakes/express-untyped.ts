// Express: parameters have no type at all.
// told: compiler, start
// compiler: implicitly has an 'any' type
// says: Notes.index: parameter 1 (req) | parameter 2 (res)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index(req, res) {
    return res.json(req.path);
  }
}

export const app = createApp({ controllers: [Notes] });
