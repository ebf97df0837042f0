// Express: (req, res) => res.send(), with parameters of the type any.
// told: start
// says: Notes.index: parameter 1 (req) | import { Request } from 'phial'
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index(req: any, res: any) {
    return res.send(req.path);
  }
}

export const app = createApp({ controllers: [Notes] });
