// Express: the answer is sent by response.send().
// told: start
// says: Notes.index: parameter 2 (response) | import { Response } from 'phial' | without the word 'type'
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request, response: Response) {
    return response.headers.get(request.path) ?? '';
  }
}

export const app = createApp({ controllers: [Notes] });
