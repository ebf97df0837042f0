// Flask: a file does not exist.
// told: request
// says: notes.pdf
// ask: GET /
// todo: literal names of files (PH606) are found at the start by another helper: then "told: warning"
import { createApp, Get, sendFile } from 'phial';

class Files {
  @Get('/')
  index() {
    return sendFile('notes.pdf');
  }
}

export const app = createApp({ controllers: [Files] });
