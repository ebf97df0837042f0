// Flask: a file does not exist.
// told: request
// says: notes.pdf
// ask: GET /
// todo: whether a file exists may depend on the request, and 404 is the answer; the log says nothing
import { createApp, Get, sendFile } from 'phial';

class Files {
  @Get('/')
  index() {
    return sendFile('notes.pdf');
  }
}

export const app = createApp({ controllers: [Files] });
