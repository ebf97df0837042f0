// Flask: a file lies outside the root.
// told: warning PH606
// says: Files.index | sendFile | lies outside
// ask: GET /
import { createApp, Get, sendFile } from 'phial';

class Files {
  @Get('/')
  index() {
    return sendFile('/etc/hostname');
  }
}

export const app = createApp({ controllers: [Files] });
