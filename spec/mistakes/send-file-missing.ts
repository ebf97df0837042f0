// Flask: a file does not exist.
// told: warning PH606
// says: notes.pdf
// ask: GET /
import { createApp, Get, sendFile } from 'phial';

class Files {
  @Get('/')
  index() {
    return sendFile('notes.pdf'); // cure: return sendFile('notes.txt');
  }
}

export const app = createApp({ controllers: [Files] });

// file: notes.txt
// Notes
