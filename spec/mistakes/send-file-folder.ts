// Express: res.sendFile() of a folder, where express.static() is meant.
// told: warning PH606
// says: 'manual' in | is a folder | Name a file in it
import { createApp, Get, sendFile } from 'phial';

class Files {
  @Get('/')
  index() {
    return sendFile('manual'); // cure: return sendFile('manual/index.html');
  }
}

export const app = createApp({ controllers: [Files] });

// file: manual/index.html
// <h1>Manual</h1>
